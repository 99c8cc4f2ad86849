import { Barra } from '../../auditoria/barra.js';
import { duracao } from '../textos.js';
import { TempoRestante } from './tempo-restante.js';

const DESENHAR_CADA_MS = 500;

/** Shows which step of how many is under way, and about how long the rest takes. */
export class Acompanhamento {
  private readonly barra = new Barra('experimento');
  private readonly restante = new TempoRestante(() => performance.now());
  private readonly timer: NodeJS.Timeout;
  private texto = 'preparando';
  private passoSegundos = 0;
  private inicioDoPassoMs = performance.now();
  private feitosSegundos = 0;
  private porFazerSegundos = 0;

  constructor() {
    this.timer = setInterval(() => this.desenhar(), DESENHAR_CADA_MS);
  }

  /** A step begins; what is expected of it is taken off the rest. */
  passo(texto: string, segundos: number): void {
    this.terminarPasso();
    this.texto = texto;
    this.passoSegundos = segundos;
    this.inicioDoPassoMs = performance.now();
    this.porFazerSegundos = Math.max(0, this.porFazerSegundos - segundos);
    this.desenhar();
  }

  /** So many more seconds of work were found out about. */
  prever(segundos: number): void {
    this.porFazerSegundos += segundos;
  }

  fechar(): void {
    clearInterval(this.timer);
    this.barra.fechar();
  }

  private terminarPasso(): void {
    this.restante.feito(this.passoSegundos);
    this.feitosSegundos += this.passoSegundos;
    this.passoSegundos = 0;
  }

  private desenhar(): void {
    const noPasso = Math.min(this.passoSegundos, (performance.now() - this.inicioDoPassoMs) / 1_000);
    const feitos = this.feitosSegundos + noPasso;
    const restam = this.passoSegundos - noPasso + this.porFazerSegundos;
    if (feitos + restam === 0) return;
    this.barra.mostrar(
      feitos,
      feitos + restam,
      `${this.texto} · faltam cerca de ${duracao(this.restante.segundos(restam))}`,
    );
  }
}
