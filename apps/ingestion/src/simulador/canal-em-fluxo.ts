import type { IngestStreamRequest, IngestStreamResponse, RejectedItem } from '@trilha/proto-gen/ingestion';
import { type Canal, type IngestionClient, type Resposta, resultadosDe } from './canal.js';
import type { Enviavel } from './carga.js';
import { SemResposta } from './falha.js';
import type { Tempo } from './tempo.js';

/** A stream may go on for a day; what bounds the wait is that answers keep coming. */
const FLUXO_MS = 86_400_000;

export interface FluxoOptions {
  /** Events of one message at most. */
  readonly maximo: number;
  /** How long what was sent may go unanswered before the stream is given up. */
  readonly prazoMs: number;
  readonly tempo: Tempo;
}

/** All events over one stream; when it breaks, what had no answer fails, and the next sending opens another. */
export function canalEmFluxo(client: IngestionClient, options: FluxoOptions): Canal {
  let aberto: Fluxo | undefined;
  return {
    rotaDe: () => ({ rota: 'fluxo', maximo: options.maximo }),
    enviar: (_rota, itens, signal) => {
      if (aberto === undefined || aberto.acabou) aberto = new Fluxo(client, options, signal);
      return aberto.enviar(itens);
    },
    fechar: async () => aberto?.fechar(),
  };
}

interface Espera {
  readonly inicio: number;
  readonly fim: number;
  readonly resolver: (resposta: Resposta) => void;
  readonly recusar: (erro: unknown) => void;
}

/** One call of IngestStream: numbers what it sends and gives each message its answer. */
class Fluxo {
  acabou = false;
  private readonly fila: IngestStreamRequest[] = [];
  private readonly esperas: Espera[] = [];
  /** Rejections told so far of messages that are not wholly acknowledged. */
  private rejeitados: RejectedItem[] = [];
  private conhecidos = 0;
  private numero = 0;
  private ultimo = false;
  private acordar = (): void => {};
  private desarmar = (): void => {};
  private readonly lido: Promise<void>;
  private readonly desistir = new AbortController();

  constructor(
    private readonly client: IngestionClient,
    private readonly options: FluxoOptions,
    signal: AbortSignal,
  ) {
    this.lido = this.ler(AbortSignal.any([signal, this.desistir.signal]));
  }

  enviar(itens: readonly Enviavel[]): Promise<Resposta> {
    return new Promise((resolver, recusar) => {
      const inicio = this.numero;
      this.numero += itens.length;
      this.fila.push({ primeira: BigInt(inicio), eventos: itens.map(({ evento }) => evento) });
      this.esperas.push({ inicio, fim: this.numero, resolver, recusar });
      if (this.esperas.length === 1) this.armar();
      this.acordar();
    });
  }

  async fechar(): Promise<void> {
    this.ultimo = true;
    this.acordar();
    await this.lido;
  }

  private async *mensagens(): AsyncIterable<IngestStreamRequest> {
    for (;;) {
      for (let uma = this.fila.shift(); uma !== undefined; uma = this.fila.shift()) yield uma;
      if (this.ultimo) return;
      await new Promise<void>((resolve) => {
        this.acordar = resolve;
      });
    }
  }

  private async ler(signal: AbortSignal): Promise<void> {
    try {
      const respostas = this.client.ingestStream(this.mensagens(), { signal, timeoutMs: FLUXO_MS });
      for await (const resposta of respostas) this.tomar(resposta);
      this.acabar(new SemResposta('UNAVAILABLE'));
    } catch (erro) {
      this.acabar(erro);
    }
  }

  /** An answer covers every message up to a number; what it rejects is told by number over the stream. */
  private tomar({ confirmados, repetidos, rejeitados }: IngestStreamResponse): void {
    this.rejeitados.push(...rejeitados);
    this.conhecidos += repetidos;
    const ate = Number(confirmados);
    for (
      let [primeira] = this.esperas;
      primeira !== undefined && primeira.fim <= ate;
      [primeira] = this.esperas
    ) {
      this.esperas.shift();
      const { inicio, fim, resolver } = primeira;
      const seus = this.rejeitados.filter(({ indice }) => indice < fim);
      this.rejeitados = this.rejeitados.filter(({ indice }) => indice >= fim);
      const locais = seus.map(({ indice, motivo }) => ({ indice: indice - inicio, motivo }));
      resolver({ resultados: resultadosDe(fim - inicio, locais), conhecidos: this.conhecidos });
      this.conhecidos = 0;
    }
    this.armar();
  }

  private armar(): void {
    this.desarmar();
    this.desarmar = (): void => {};
    if (this.esperas.length === 0 || this.acabou) return;
    this.desarmar = this.options.tempo.alarme(this.options.prazoMs, () => {
      this.acabar(new SemResposta('DEADLINE_EXCEEDED'));
      this.desistir.abort();
    });
  }

  private acabar(erro: unknown): void {
    this.acabou = true;
    this.ultimo = true;
    this.desarmar();
    this.acordar();
    for (const { recusar } of this.esperas.splice(0)) recusar(erro);
  }
}
