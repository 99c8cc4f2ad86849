import { Barra } from '../auditoria/barra.js';
import type { Contagem } from './contagem.js';

const DESENHAR_CADA_MS = 200;
const numero = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 });

/** The progress of a sender on standard error, also while no answers come. */
export class Painel {
  private readonly barra = new Barra('enviando');
  private readonly timer: NodeJS.Timeout;
  private estado: { feitos: number; todos: number; contagem: Contagem; desdeMs: number } | undefined;

  constructor(private readonly agoraMs: () => number) {
    this.timer = setInterval(() => this.desenhar(), DESENHAR_CADA_MS);
    this.timer.unref();
  }

  atualizar(feitos: number, todos: number, contagem: Contagem, desdeMs: number): void {
    this.estado = { feitos, todos, contagem, desdeMs };
  }

  fechar(): void {
    clearInterval(this.timer);
    this.barra.fechar();
  }

  private desenhar(): void {
    if (this.estado === undefined) return;
    const { feitos, todos, contagem, desdeMs } = this.estado;
    const segundos = Math.max(0.001, (this.agoraMs() - desdeMs) / 1_000);
    const recusados = Object.values(contagem.recusados).reduce((soma, vezes) => soma + vezes, 0);
    this.barra.mostrar(
      feitos,
      todos,
      `${numero.format(feitos)} de ${numero.format(todos)} eventos · ${numero.format(feitos / segundos)}/s · ` +
        `${numero.format(recusados)} recusados · ${numero.format(contagem.quantosErros)} erros`,
    );
  }
}
