import { setMaxListeners } from 'node:events';
import { backoffMs } from '@trilha/service-kit/base';
import type { Canal } from './canal.js';
import type { Enviavel } from './carga.js';
import { lerFalha, type Resultado } from './falha.js';
import { pausar, type Tempo } from './tempo.js';

export interface EntregaOptions {
  readonly canal: Canal;
  /** For so long an event is sent again and again, and for so long the server may be silent. */
  readonly desistirMs: number;
  readonly tempo: Tempo;
  /** From 0 to below 1: spreads what is sent again. */
  readonly sorteio: () => number;
  /** Told when nothing is sent any more, whatever the reason. */
  readonly aoDesistir: () => void;
}

/** Between two tries: exponential with full jitter, never longer than this. */
const RECUO = { baseMs: 100, maxMs: 2_000 };

/**
 * Brings events to the server: what had no answer is sent again, with the same ids, until it has one or it is time to give
 * up. A server that is silent for too long, or refuses the sender itself, ends all.
 */
export class Entrega {
  /** Events sent again, each time counted. */
  reenviados = 0;
  /** Events that the server said to know already. */
  conhecidos = 0;
  /** Why all was given up; undefined while it was not. */
  motivo: string | undefined;
  private readonly desistencia = new AbortController();
  private ultimaRespostaMs: number;

  constructor(private readonly o: EntregaOptions) {
    this.ultimaRespostaMs = o.tempo.agoraMs();
    // Everything that is under way listens to it.
    setMaxListeners(0, this.desistencia.signal);
  }

  get desistiu(): boolean {
    return this.desistencia.signal.aborted;
  }

  desistir(motivo: string): void {
    this.motivo ??= motivo;
    this.desistencia.abort();
    this.o.aoDesistir();
  }

  /**
   * What became of each event, in order.
   *
   * @throws what no server and no connection caused
   */
  async entregar(rota: string, itens: readonly Enviavel[], envioMs: number): Promise<readonly Resultado[]> {
    const { canal, tempo, sorteio } = this.o;
    const { signal } = this.desistencia;
    for (let tentativa = 1; ; tentativa++) {
      try {
        const { resultados, conhecidos } = await canal.enviar(rota, itens, signal);
        this.ultimaRespostaMs = tempo.agoraMs();
        this.conhecidos += conhecidos;
        return resultados;
      } catch (erro) {
        const falha = lerFalha(erro);
        const agoraMs = tempo.agoraMs();
        if (falha.tipo === 'recusa') {
          this.ultimaRespostaMs = agoraMs;
          return itens.map(() => `recusado:${falha.motivo}` as const);
        }
        if (falha.tipo === 'fatal') this.desistir(`${falha.codigo}: ${falha.mensagem}`);
        else this.conferirSilencio(falha, agoraMs, envioMs);
        if (!this.desistiu && agoraMs - envioMs < this.o.desistirMs) {
          const esperaMs = falha.tipo === 'passageira' ? falha.esperaMs : 0;
          await pausar(tempo, backoffMs(tentativa, sorteio(), esperaMs, RECUO), signal);
        } else return itens.map(() => `erro:${falha.codigo}` as const);
        if (this.desistiu) return itens.map(() => `erro:${falha.codigo}` as const);
        this.reenviados += itens.length;
      }
    }
  }

  /** Silence counts from the last answer, or from when this was sent, when nothing was asked in between. */
  private conferirSilencio(
    { vivo, codigo }: { readonly vivo: boolean; readonly codigo: string },
    agoraMs: number,
    envioMs: number,
  ): void {
    const { desistirMs } = this.o;
    if (vivo) this.ultimaRespostaMs = agoraMs;
    if (agoraMs - Math.max(this.ultimaRespostaMs, envioMs) < desistirMs) return;
    this.desistir(`o servidor não responde há ${Math.round(desistirMs / 1_000)} s (${codigo})`);
  }
}
