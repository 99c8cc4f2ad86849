import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { dentro, type Janela, latenciaMs, type Medida } from '../analise/medida.js';
import type { Carga, ModoDoPipeline } from '../analise/sumario.js';

export const COLUNAS = [
  'event_id',
  'instancia',
  'tipo',
  'pipeline',
  'carga',
  'rodada',
  'medido',
  'estado',
  'timestamp_previsto',
  'timestamp_envio',
  'timestamp_resposta',
  'timestamp_recebido',
  'timestamp_duravel',
  'timestamp_finalizacao_analise',
  'latencia_ms',
] as const;

export interface LinhasDaRodada {
  readonly medidas: readonly Medida[];
  readonly pipeline: ModoDoPipeline;
  readonly carga: Carga;
  readonly rodada: number;
  /** Events due in it are measured; undefined: none of the run is. */
  readonly janela: Janela | undefined;
}

const LINHAS_DE_UMA_VEZ = 5_000;

/** events.csv: a row an event, times in whole microseconds since 1970 by the clock of the server. */
export class EventosEmCsv {
  private readonly saida: WriteStream;

  constructor(arquivo: string) {
    this.saida = createWriteStream(arquivo);
    this.saida.write(`${COLUNAS.join(',')}\n`);
  }

  async juntar(linhas: LinhasDaRodada): Promise<void> {
    const { medidas } = linhas;
    for (let de = 0; de < medidas.length; de += LINHAS_DE_UMA_VEZ) {
      const texto = medidas
        .slice(de, de + LINHAS_DE_UMA_VEZ)
        .map((medida) => `${linhaDe(medida, linhas)}\n`)
        .join('');
      if (!this.saida.write(texto)) await once(this.saida, 'drain');
    }
  }

  async fechar(): Promise<void> {
    this.saida.end();
    await finished(this.saida);
  }
}

function linhaDe(medida: Medida, { pipeline, carga, rodada, janela }: LinhasDaRodada): string {
  const { envio, registro } = medida;
  const medido = janela !== undefined && dentro(janela, envio.previstoMs);
  return [
    envio.eventId,
    envio.instancia,
    registro.tipo,
    pipeline,
    carga.tipo === 'aberta' ? `${carga.porSegundo}/s` : `fechada ${carga.instancias}`,
    rodada,
    Number(medido),
    registro.estado,
    micros(envio.previstoMs),
    micros(envio.envioMs),
    envio.respostaMs === undefined ? '' : micros(envio.respostaMs),
    micros(registro.recebidoMs),
    micros(registro.lote.duravelMs),
    micros(registro.lote.finalizadoMs),
    latenciaMs(medida).toFixed(3),
  ].join(',');
}

const micros = (ms: number): number => Math.round(ms * 1_000);
