import type { Agenda } from './agenda.js';
import type { Enviavel } from './carga.js';
import { Entrega, type EntregaOptions } from './entrega.js';
import type { Resultado } from './falha.js';

/** An event with its answer, or without one in the end. Times in ms since 1970. */
export interface Concluido {
  readonly item: Enviavel;
  /** When it should have been sent. */
  readonly previstoMs: number;
  /** When it was sent for the first time. */
  readonly envioMs: number;
  readonly respostaMs: number;
  readonly resultado: Resultado;
}

export interface DespachanteOptions extends Omit<EntregaOptions, 'aoDesistir'> {
  readonly itens: Iterable<Enviavel>;
  /** Open loop: when each is due. Undefined: closed loop, each as soon as there is room. */
  readonly agenda: Agenda | undefined;
  /** Closed loop: calls or messages under way at most. */
  readonly simultaneas: number;
  /** Open loop: events without an answer at most. */
  readonly janela: number;
  /** Open loop: how long an event waits for others to travel with. */
  readonly reuniaoMs: number;
  readonly aoConcluir: (concluido: Concluido) => void;
  /** Aborted: nothing new is sent, what is under way may still be answered. */
  readonly parar: AbortSignal;
  /** Aborted: nothing is waited for any more. */
  readonly abortar: AbortSignal;
}

/** What is told when all is over. */
export interface Relatorio {
  /** Events sent again, each time counted. */
  readonly reenviados: number;
  /** Events that the server said to know already. */
  readonly conhecidos: number;
  /** Open loop: events that were due while the window was full. */
  readonly represados: number;
  /** Why not all was sent; undefined when all was, or when told to stop. */
  readonly motivo: string | undefined;
}

interface Envio {
  readonly item: Enviavel;
  readonly previstoMs: number | undefined;
}

interface Remessa {
  readonly rota: string;
  readonly maximo: number;
  readonly abertaMs: number;
  readonly envios: Envio[];
}

/**
 * Sends events in order, each until it has its answer. In a closed loop the answers set the pace. In an open loop the
 * clock does: a late answer delays nothing but when the window is full, and then each event keeps the time at which it
 * was due. Labels wait until the transaction they are about has its answer.
 */
export class Despachante {
  /** By route, still being filled. */
  private readonly abertas = new Map<string, Remessa>();
  /** Labels of transactions under way, by transaction. */
  private readonly semResposta = new Map<string, Envio[]>();
  /** Labels that waited and may go. */
  private readonly liberados: Envio[] = [];
  private readonly fonte: Iterator<Enviavel>;
  private readonly entrega: Entrega;
  /** What comes next, known early, so that the end is seen when it comes and not when another would be due. */
  private proximo: IteratorResult<Enviavel>;
  /** When it is due. */
  private previstoMs: number | undefined;
  private remessas = 0;
  private eventos = 0;
  /** The last moment at which the window was full. */
  private cheiaAteMs = Number.NEGATIVE_INFINITY;
  private represados = 0;
  private defeito: { readonly erro: unknown } | undefined;
  private acordar = (): void => {};

  constructor(private readonly o: DespachanteOptions) {
    this.fonte = o.itens[Symbol.iterator]();
    this.proximo = this.fonte.next();
    this.previstoMs = o.agenda?.proximaMs();
    this.entrega = new Entrega({ ...o, aoDesistir: () => this.acordar() });
  }

  /** @throws what no server and no connection caused */
  async executar(): Promise<Relatorio> {
    const { parar, abortar } = this.o;
    const acordar = (): void => this.acordar();
    const desistir = (): void => this.entrega.desistir('interrompido');
    parar.addEventListener('abort', acordar);
    abortar.addEventListener('abort', desistir);
    if (abortar.aborted) desistir();
    try {
      for (;;) {
        this.encher();
        if (this.defeito !== undefined) throw this.defeito.erro;
        if (this.parado() && this.eventos === 0) break;
        await this.esperar();
      }
    } finally {
      parar.removeEventListener('abort', acordar);
      abortar.removeEventListener('abort', desistir);
    }
    const { reenviados, conhecidos, motivo } = this.entrega;
    return { reenviados, conhecidos, represados: this.represados, motivo };
  }

  /** Nothing new will be taken. */
  private parado(): boolean {
    return this.proximo.done === true || this.o.parar.aborted || this.entrega.desistiu;
  }

  /** Takes what is due and has room, and sends what is full or has waited long enough. */
  private encher(): void {
    const agoraMs = this.o.tempo.agoraMs();
    for (let envio = this.tomar(agoraMs); envio !== undefined; envio = this.tomar(agoraMs)) {
      this.por(envio, agoraMs);
    }
    for (const remessa of [...this.abertas.values()]) if (this.madura(remessa, agoraMs)) this.enviar(remessa);
  }

  private tomar(agoraMs: number): Envio | undefined {
    const { agenda } = this.o;
    if (!this.cabe()) return this.parado() ? this.liberados.shift() : undefined;
    const liberado = this.liberados.shift();
    const previstoMs = this.previstoMs;
    if (liberado !== undefined || this.parado() || (previstoMs ?? agoraMs) > agoraMs) return liberado;
    const item = this.proximo.value as Enviavel;
    this.proximo = this.fonte.next();
    this.previstoMs = agenda?.proximaMs();
    this.eventos += 1;
    if (previstoMs !== undefined && previstoMs <= this.cheiaAteMs) this.represados += 1;
    return { item, previstoMs };
  }

  private cabe(): boolean {
    const { agenda, simultaneas, janela } = this.o;
    return agenda === undefined ? this.remessas < simultaneas : this.eventos < janela;
  }

  private por(envio: Envio, agoraMs: number): void {
    const { tipo, eventId, dependeDe, repetido } = envio.item;
    const espera = dependeDe === undefined ? undefined : this.semResposta.get(dependeDe);
    if (espera !== undefined) {
      espera.push(envio);
      return;
    }
    if (tipo === 'transacao' && !repetido) this.semResposta.set(eventId, []);
    const { rota, maximo } = this.o.canal.rotaDe(tipo);
    const remessa = this.abertas.get(rota) ?? { rota, maximo, abertaMs: agoraMs, envios: [] };
    this.abertas.set(rota, remessa);
    remessa.envios.push(envio);
    if (remessa.envios.length >= maximo) this.enviar(remessa);
  }

  private madura({ abertaMs }: Remessa, agoraMs: number): boolean {
    if (this.parado()) return true;
    return this.o.agenda !== undefined && agoraMs - abertaMs >= this.o.reuniaoMs;
  }

  private enviar(remessa: Remessa): void {
    this.abertas.delete(remessa.rota);
    if (this.entrega.desistiu) {
      // Never sent, so nothing is to be said of them.
      this.eventos -= remessa.envios.length;
      return;
    }
    this.remessas += 1;
    this.entregar(remessa)
      .catch((erro: unknown) => {
        this.defeito ??= { erro };
        this.entrega.desistir('defeito');
      })
      .finally(() => {
        this.remessas -= 1;
        this.acordar();
      });
  }

  private async entregar({ rota, envios }: Remessa): Promise<void> {
    const { tempo, aoConcluir } = this.o;
    const envioMs = tempo.agoraMs();
    for (const { item, previstoMs } of envios) datar(item, previstoMs ?? envioMs);
    const itens = envios.map(({ item }) => item);
    const resultados = await this.entrega.entregar(rota, itens, envioMs);
    const respostaMs = tempo.agoraMs();
    if (!this.cabe()) this.cheiaAteMs = respostaMs;
    this.eventos -= envios.length;
    for (const [posicao, { item, previstoMs = envioMs }] of envios.entries()) {
      const resultado = resultados[posicao] as Resultado;
      aoConcluir({ item, previstoMs, envioMs, respostaMs, resultado });
      if (item.tipo !== 'transacao' || item.repetido) continue;
      this.liberados.push(...(this.semResposta.get(item.eventId) ?? []));
      this.semResposta.delete(item.eventId);
    }
  }

  /** Until an answer comes, or the next event is due, or what is being filled has waited long enough. */
  private esperar(): Promise<void> {
    const { agenda, tempo, reuniaoMs } = this.o;
    const horas: number[] = [];
    if (agenda !== undefined && !this.parado()) {
      if (this.cabe() && this.previstoMs !== undefined) horas.push(this.previstoMs);
      for (const { abertaMs } of this.abertas.values()) horas.push(abertaMs + reuniaoMs);
    }
    return new Promise((resolve) => {
      const desarmar =
        horas.length === 0 ? undefined : tempo.alarme(Math.min(...horas) - tempo.agoraMs(), () => resolve());
      this.acordar = () => {
        desarmar?.();
        resolve();
      };
    });
  }
}

/** When it was emitted is what it is measured from: when it should have been sent. */
function datar({ evento: { dados }, repetido }: Enviavel, ms: number): void {
  if (dados !== undefined && !(repetido && dados.value.emittedAt !== undefined))
    dados.value.emittedAt = new Date(ms);
}
