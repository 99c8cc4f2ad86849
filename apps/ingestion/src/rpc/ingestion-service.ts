import {
  EventIngestionServiceService,
  type EventIngestionServiceService as Service,
} from '@trilha/proto-gen/ingestion';
import { bindService, type Implementation, type ServiceBinding } from '@trilha/service-kit';
import { type Clock, invalidFields } from '@trilha/service-kit/base';
import type { createCasos } from '../app/casos.js';
import type { Analise } from '../app/ports.js';
import type { Item } from '../app/receber.js';
import { conferirTransacao } from '../domain/conferir.js';
import { erroDeRecusa } from '../domain/errors.js';
import { Recusa } from '../domain/recusa.js';
import { itemDeCliente, itemDeRotulo, itemDeScore, itemDeTransacao } from './itens.js';
import { type Entrada, emBytes, lerTransacoes } from './ler-em-bytes.js';
import { exportarEm } from './linhas-do-tempo.js';
import { avaliacaoDe, estadoDe, eventoDe, loteDe, TIPOS } from './mensagens.js';
import { MAIOR_MENSAGEM, receberFluxo } from './receber-fluxo.js';

type Handlers = Implementation<typeof Service>;

export interface IngestionServiceDeps {
  readonly casos: ReturnType<typeof createCasos>;
  readonly analise: Analise;
  readonly clock: Clock;
  readonly getStatus: Handlers['getStatus'];
}

/** The methods that carry most events are read from their bytes. */
const COM_BYTES = {
  ...EventIngestionServiceService,
  ingestTransactions: { ...EventIngestionServiceService.ingestTransactions, requestDeserialize: emBytes },
  ingestStream: { ...EventIngestionServiceService.ingestStream, requestDeserialize: emBytes },
} as const;

/** EventIngestionService over its use cases. */
export function createIngestionService({
  casos,
  analise,
  clock,
  getStatus,
}: IngestionServiceDeps): ServiceBinding {
  const um = async (item: Item) => {
    const { eventId, repetido } = await casos.receberUm(item);
    return { success: true, message: repetido ? 'evento já recebido' : 'evento recebido', eventId };
  };
  const lote = async (batchId: string, itens: readonly Entrada[], quantos = itens.length) => {
    if (quantos > MAIOR_MENSAGEM) {
      throw invalidFields([{ field: 'itens', description: `até ${MAIOR_MENSAGEM} por lote` }]);
    }
    return loteDe(batchId, quantos, await casos.receberVarios(itens));
  };
  return bindService(COM_BYTES, {
    getStatus,
    ingestClient: (dados) => um(itemDeCliente(dados)),
    ingestTransaction: (dados) => um(itemDeTransacao(dados)),
    ingestScore: (dados) => um(itemDeScore(dados)),
    labelTransaction: (dados) => um(itemDeRotulo(dados)),
    ingestClients: ({ batchId, itens }) => lote(batchId, itens.map(itemDeCliente)),
    ingestTransactions: async (bytes) => {
      const { batchId, itens, quantos } = lerTransacoes(bytes, clock.now().getTime());
      return lote(batchId, itens, quantos);
    },
    ingestScores: ({ batchId, itens }) => lote(batchId, itens.map(itemDeScore)),
    ingestStream: (mensagens) => receberFluxo(mensagens, casos.receberVarios, clock),
    getEvent: async ({ eventId }) => eventoDe(await casos.historia(eventId)),
    exportTimelines: ({ desde }) => {
      if (desde < 0n || desde > Number.MAX_SAFE_INTEGER) {
        throw invalidFields([{ field: 'desde', description: '0 ou mais' }]);
      }
      return exportarEm(casos.exportar(Number(desde)));
    },
    getPipelineStatus: async () => estadoDe(await analise.estado()),
    getEvaluation: async () => avaliacaoDe(await analise.avaliacao()),

    predictTransaction: async ({ transacao: dados }) => {
      if (dados === undefined) throw invalidFields([{ field: 'transacao', description: 'uma transação' }]);
      const transacao = conferirTransacao(dados, clock.now().getTime());
      if (transacao instanceof Recusa) {
        throw erroDeRecusa(new Recusa(`transacao.${transacao.campo}`, transacao.mensagem), '');
      }
      const { probabilidade, suspeita, razoes, regras, categoria, versao } = await analise.prever(transacao);
      return {
        probabilidadeSuspeita: probabilidade,
        suspeita,
        razoes: [...razoes],
        regras: [...regras],
        categoria,
        versaoModelo: BigInt(versao),
      };
    },

    listDeadLetters: async ({ pageSize, pageToken }) => {
      const { items, nextPageToken } = await casos.mortos(pageSize, pageToken);
      return {
        mortos: items.map(({ morto, guardado }) => ({
          eventId: guardado.eventId,
          offset: BigInt(morto.offset),
          tipo: TIPOS[guardado.tipo],
          no: morto.no,
          motivo: morto.motivo,
          tentativas: morto.tentativas,
          em: new Date(morto.emMs),
        })),
        nextPageToken,
      };
    },

    replayDeadLetter: async ({ eventId }) => {
      await casos.repetir(eventId);
      return { success: true, message: 'o evento será analisado de novo', eventId };
    },

    eraseClient: async ({ clienteId }) => ({
      apagado: await casos.apagarCliente(clienteId),
      em: clock.now(),
    }),

    listModelVersions: async () => ({
      versoes: (await analise.versoes()).map(({ versao, criadaMs, rotulos, emUso }) => ({
        versao: BigInt(versao),
        criadaEm: criadaMs === undefined ? undefined : new Date(criadaMs),
        rotulos: BigInt(rotulos),
        emUso,
      })),
    }),

    rollBackModel: async ({ versao }) => {
      const eventId = await casos.restaurarModelo(versao);
      return { success: true, message: `a versão ${versao} volta com o próximo evento`, eventId };
    },
  });
}
