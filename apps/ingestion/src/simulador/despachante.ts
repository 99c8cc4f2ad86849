import { setMaxListeners } from 'node:events';
import { backoffMs } from '@trilha/service-kit/base';
import type { Agenda } from './agenda.js';
import type { Canal } from './canal.js';
import type { Enviavel } from './carga.js';
import { lerFalha, type Resultado } from './falha.js';
import { pausar, type Tempo } from './tempo.js';

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

export interface DespachanteOptions {
  readonly canal: Canal;
  readonly itens: Iterable<Enviavel>;
  /** Open loop: when each is due. Undefined: closed loop, each as soon as there is room. */
  readonly agenda: Agenda | undefined;
  /** Closed loop: calls or messages under way at most. */
  readonly simultaneas: number;
  /** Open loop: events without an answer at most. */
  readonly janela: number;
  /** Open loop: how long an event waits for others to travel with. */
  readonly reuniaoMs: number;
  /** For so long an event is sent again and again, and for so long the server may be silent. */
  readonly desistirMs: number;
  readonly tempo: Tempo;
  /** From 0 to below 1: spreads what is sent again. */
  readonly sorteio: () => number;
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

/** Between two tries: exponential with full jitter, never longer than this. */
const RECUO = { baseMs: 100, maxMs: 2_000 };

/**
 * Sends events in order and sends again what had no answer, with the same ids, until it has one. In a closed loop the
 * answers set the pace. In an open loop the clock does: a late answer delays nothing but when the window is full, and then
 * each event keeps the time at which it was due. Labels wait until the transaction they are about has its answer.
 */
export class Despachante {
  /** By route, still being filled. */
  private readonly abertas = new Map<string, Remessa>();
  /** Labels of transactions under way, by transaction. */
  private readonly semResposta = new Map<string, Envio[]>();
  /** Labels that waited and may go. */
  private readonly liberados: Envio[] = [];
  private readonly fonte: Iterator<Enviavel>;
  private readonly desistencia = new AbortController();
  private proximoPrevistoMs: number | undefined;
  private secou = false;
  private remessas = 0;
  private eventos = 0;
  private cheiaEmMs = Number.NEGATIVE_INFINITY;
  private ultimaRespostaMs: number;
  private reenviados = 0;
  private conhecidos = 0;
  private represados = 0;
  private motivo: string | undefined;
  private defeito: { readonly erro: unknown } | undefined;
  private acordar = (): void => {};

  constructor(private readonly o: DespachanteOptions) {
    this.fonte = o.itens[Symbol.iterator]();
    this.proximoPrevistoMs = o.agenda?.proximaMs();
    this.ultimaRespostaMs = o.tempo.agoraMs();
    // Everything that is under way listens to it.
    setMaxListeners(0, this.desistencia.signal);
  }

  /** @throws what no server and no connection caused */
  async executar(): Promise<Relatorio> {
    const { parar, abortar } = this.o;
    const acordar = (): void => this.acordar();
    const desistir = (): void => this.desistir('interrompido');
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
    const { reenviados, conhecidos, represados, motivo } = this;
    return { reenviados, conhecidos, represados, motivo };
  }

  /** Nothing new will be taken. */
  private parado(): boolean {
    return this.secou || this.o.parar.aborted || this.desistencia.signal.aborted;
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
    const { agenda, janela, simultaneas } = this.o;
    const devido = this.proximoPrevistoMs ?? agoraMs;
    if (agenda === undefined ? this.remessas >= simultaneas : this.eventos >= janela) {
      if (agenda !== undefined && devido <= agoraMs && !this.parado()) this.cheiaEmMs = agoraMs;
      return this.parado() ? this.liberados.shift() : undefined;
    }
    const liberado = this.liberados.shift();
    if (liberado !== undefined || this.parado() || devido > agoraMs) return liberado;
    const { done, value: item } = this.fonte.next();
    if (done === true) {
      this.secou = true;
      return undefined;
    }
    this.eventos += 1;
    if (agenda === undefined) return { item, previstoMs: undefined };
    if (devido <= this.cheiaEmMs) this.represados += 1;
    this.proximoPrevistoMs = agenda.proximaMs();
    return { item, previstoMs: devido };
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
    if (this.desistencia.signal.aborted) {
      // Never sent, so nothing is to be said of them.
      this.eventos -= remessa.envios.length;
      return;
    }
    this.remessas += 1;
    this.entregar(remessa)
      .catch((erro: unknown) => {
        this.defeito ??= { erro };
        this.desistencia.abort();
      })
      .finally(() => {
        this.remessas -= 1;
        this.acordar();
      });
  }

  /** Sends until there is an answer, or until it is given up. */
  private async entregar({ rota, envios }: Remessa): Promise<void> {
    const { canal, tempo, sorteio, desistirMs } = this.o;
    const { signal } = this.desistencia;
    const envioMs = tempo.agoraMs();
    const itens = envios.map(({ item }) => item);
    for (const { item, previstoMs } of envios) datar(item, previstoMs ?? envioMs);
    for (let tentativa = 1; ; tentativa++) {
      try {
        const { resultados, conhecidos } = await canal.enviar(rota, itens, signal);
        this.ultimaRespostaMs = tempo.agoraMs();
        this.conhecidos += conhecidos;
        this.concluir(envios, envioMs, (i) => resultados[i] ?? 'aceito');
        return;
      } catch (erro) {
        const falha = lerFalha(erro);
        const agoraMs = tempo.agoraMs();
        if (falha.tipo === 'recusa' || (falha.tipo === 'passageira' && falha.vivo)) {
          this.ultimaRespostaMs = agoraMs;
        }
        if (falha.tipo === 'recusa') return this.concluir(envios, envioMs, () => `recusado:${falha.motivo}`);
        if (falha.tipo === 'fatal') this.desistir(`${falha.codigo}: ${falha.mensagem}`);
        else if (agoraMs - Math.max(this.ultimaRespostaMs, envioMs) >= desistirMs)
          this.desistir(`o servidor não responde há ${Math.round(desistirMs / 1_000)} s (${falha.codigo})`);
        if (signal.aborted || agoraMs - envioMs >= desistirMs || falha.tipo === 'fatal')
          return this.concluir(envios, envioMs, () => `erro:${falha.codigo}`);
        await pausar(tempo, backoffMs(tentativa, sorteio(), falha.esperaMs, RECUO), signal);
        if (signal.aborted) return this.concluir(envios, envioMs, () => `erro:${falha.codigo}`);
        this.reenviados += itens.length;
      }
    }
  }

  private concluir(
    envios: readonly Envio[],
    envioMs: number,
    resultadoDe: (posicao: number) => Resultado,
  ): void {
    const respostaMs = this.o.tempo.agoraMs();
    envios.forEach(({ item, previstoMs }, posicao) => {
      this.eventos -= 1;
      const resultado = resultadoDe(posicao);
      this.o.aoConcluir({ item, previstoMs: previstoMs ?? envioMs, envioMs, respostaMs, resultado });
      if (item.tipo !== 'transacao' || item.repetido) return;
      this.liberados.push(...(this.semResposta.get(item.eventId) ?? []));
      this.semResposta.delete(item.eventId);
    });
  }

  private desistir(motivo: string): void {
    this.motivo ??= motivo;
    this.desistencia.abort();
    this.acordar();
  }

  /** Until an answer comes, or the next event is due, or what is being filled has waited long enough. */
  private esperar(): Promise<void> {
    const { agenda, tempo, reuniaoMs, janela } = this.o;
    const horas: number[] = [];
    if (agenda !== undefined && !this.parado()) {
      if (this.eventos < janela && this.proximoPrevistoMs !== undefined) horas.push(this.proximoPrevistoMs);
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
