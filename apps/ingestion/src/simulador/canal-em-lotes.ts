import type { EventData, IngestBatchResponse } from '@trilha/proto-gen/ingestion';
import { type Canal, type IngestionClient, resultadosDe } from './canal.js';
import { canalEmFluxo, type FluxoOptions } from './canal-em-fluxo.js';
import type { Enviavel } from './carga.js';

type Dados = NonNullable<EventData['dados']>;
type ValorDe<K extends Dados['$case']> = Extract<Dados, { $case: K }>['value'];

/** Up to `maximo` events of one kind a call; labels, which have no batch, over a stream of their own. */
export function canalEmLotes(client: IngestionClient, options: FluxoOptions): Canal {
  const fluxo = canalEmFluxo(client, options);
  const enviarLote = (
    tipo: Enviavel['tipo'],
    itens: readonly Enviavel[],
    signal: AbortSignal,
  ): Promise<IngestBatchResponse> => {
    const batchId = itens[0]?.eventId ?? '';
    switch (tipo) {
      case 'cliente':
        return client.ingestClients({ batchId, itens: valoresDe(itens, 'cliente') }, { signal });
      case 'score':
        return client.ingestScores({ batchId, itens: valoresDe(itens, 'score') }, { signal });
      default:
        return client.ingestTransactions({ batchId, itens: valoresDe(itens, 'transacao') }, { signal });
    }
  };
  return {
    rotaDe: (tipo) => ({ rota: tipo, maximo: options.maximo }),
    enviar: async (rota, itens, signal) => {
      if (rota === 'rotulo') return fluxo.enviar(rota, itens, signal);
      const { rejeitados, repetidos } = await enviarLote(rota as Enviavel['tipo'], itens, signal);
      return { resultados: resultadosDe(itens.length, rejeitados), conhecidos: repetidos };
    },
    fechar: fluxo.fechar,
  };
}

function valoresDe<K extends Dados['$case']>(itens: readonly Enviavel[], tipo: K): ValorDe<K>[] {
  return itens.map(({ evento: { dados } }) => {
    if (dados?.$case !== tipo) throw new TypeError(`a batch of ${tipo} with ${dados?.$case}`);
    return dados.value as ValorDe<K>;
  });
}
