import {
  EventRecord,
  EventState,
  EventType,
  type GetEvaluationResponse,
  type GetPipelineStatusResponse,
  type IngestBatchResponse,
  type NodeTime,
  type RejectedItem,
} from '@trilha/proto-gen/ingestion';
import { durationOf } from '@trilha/service-kit';
import type { Historia } from '../app/acompanhar.js';
import type { Analisado, Avaliacao, EstadoDaAnalise, Guardado, Pessoal } from '../app/ports.js';
import type { Recebidos } from '../app/receber.js';
import { mascararCpf, mascararNome } from '../domain/cpf.js';
import { MOEDA_BASE } from '../domain/evento.js';

export const ESTADOS: Readonly<Record<Analisado['estado'], EventState>> = {
  pendente: EventState.EVENT_STATE_PENDENTE,
  finalizado: EventState.EVENT_STATE_FINALIZADO,
  morto: EventState.EVENT_STATE_MORTO,
};

export const TIPOS: Readonly<Record<Guardado['tipo'], EventType>> = {
  cliente: EventType.EVENT_TYPE_CLIENTE,
  transacao: EventType.EVENT_TYPE_TRANSACAO,
  score: EventType.EVENT_TYPE_SCORE,
  rotulo: EventType.EVENT_TYPE_ROTULO,
};

export const data = (ms: number | undefined): Date | undefined =>
  ms === undefined || ms === 0 ? undefined : new Date(ms);

export const etapasDe = (etapas: Analisado['etapas']): NodeTime[] =>
  etapas.map(({ no, inicioMs, fimMs }) => ({ no, inicio: data(inicioMs), fim: data(fimMs) }));

export const rejeitadosDe = (rejeitados: Recebidos['rejeitados']): RejectedItem[] =>
  rejeitados.map(({ indice, eventId, recusa }) => ({
    indice,
    eventId,
    campo: recusa.campo,
    motivo: recusa.motivo,
    mensagem: recusa.mensagem,
  }));

export const loteDe = (batchId: string, recebidos: number, resultado: Recebidos): IngestBatchResponse => ({
  batchId,
  recebidos,
  aceitos: resultado.aceitos,
  repetidos: resultado.repetidos,
  rejeitados: rejeitadosDe(resultado.rejeitados),
  gerados: [...resultado.gerados],
});

export function eventoDe({ guardado, analisado }: Historia): EventRecord {
  return EventRecord.fromPartial({
    eventId: guardado.eventId,
    tipo: TIPOS[guardado.tipo],
    estado: ESTADOS[analisado.estado],
    offset: BigInt(guardado.offset),
    emitidoEm: data(guardado.emitidoMs),
    recebidoEm: data(guardado.recebidoMs),
    duravelEm: data(analisado.duravelMs),
    etapas: etapasDe(analisado.etapas),
    timestampFinalizacaoAnalise: data(analisado.finalizadoMs),
    resultado: resultadoDe(guardado, analisado),
    motivo: analisado.motivo,
  });
}

const cpfDe = (pessoal: Pessoal | undefined): string =>
  pessoal === undefined ? '' : mascararCpf(pessoal.cpf);

function resultadoDe(
  { dados }: Guardado,
  { resultado, clienteConhecido }: Analisado,
): EventRecord['resultado'] {
  switch (dados.tipo) {
    case 'cliente': {
      const { id, pessoal } = dados;
      return {
        $case: 'cliente',
        value: {
          id,
          cpfMascarado: cpfDe(pessoal),
          nomeMascarado: pessoal === undefined ? '' : mascararNome(pessoal.nome),
          apagado: pessoal === undefined,
        },
      };
    }
    case 'score': {
      const { score, pessoal } = dados;
      const value = { cpfMascarado: cpfDe(pessoal), score, clienteConhecido };
      return { $case: 'score', value };
    }
    case 'rotulo': {
      const { transacaoEventId, suspeita } = dados;
      const aprendido = resultado?.tipo === 'rotulo' && resultado.aprendido;
      return { $case: 'rotulo', value: { transacaoEventId, suspeita, aprendido } };
    }
    case 'transacao': {
      if (resultado?.tipo !== 'transacao') return undefined;
      return {
        $case: 'transacao',
        value: {
          id: dados.id,
          clienteId: dados.clienteId,
          valorBaseCentavos: BigInt(resultado.valorBase),
          moedaBase: MOEDA_BASE,
          categoria: resultado.categoria,
          categoriaInferida: resultado.inferida,
          regras: [...resultado.regras],
          probabilidadeSuspeita: resultado.probabilidade,
          suspeita: resultado.suspeita,
          razoes: [...resultado.razoes],
          versaoModelo: BigInt(resultado.versao),
          rotulo: resultado.rotulo,
        },
      };
    }
  }
}

export function estadoDe(estado: EstadoDaAnalise): GetPipelineStatusResponse {
  return {
    confirmados: BigInt(estado.confirmados),
    finalizados: BigInt(estado.finalizados),
    mortos: BigInt(estado.mortos),
    pendentes: BigInt(estado.pendentes),
    nos: estado.nos.map(({ no, eventos, servicoMs, filaMs, novasTentativas }) => ({
      no,
      eventos: BigInt(eventos),
      tempoServico: durationOf(servicoMs),
      tempoFila: durationOf(filaMs),
      novasTentativas: BigInt(novasTentativas),
    })),
    volumePorMoeda: estado.moedas.map(({ moeda, transacoes, volumeCentavos }) => ({
      moeda,
      transacoes: BigInt(transacoes),
      volumeCentavos,
    })),
    porCategoria: estado.categorias.map(({ categoria, transacoes }) => ({
      categoria,
      transacoes: BigInt(transacoes),
    })),
    transacoes: BigInt(estado.transacoes),
    suspeitas: BigInt(estado.suspeitas),
    clientesMaisAtivos: estado.maisAtivos.map(({ clienteId, transacoes, volumeBase }) => ({
      clienteId,
      transacoes: BigInt(transacoes),
      volumeBaseCentavos: BigInt(volumeBase),
    })),
    ganhoMedioPorClienteCentavos: estado.ganhoMedioPorCliente,
    janelas: estado.janelas.map(({ inicioMs, duracaoMs, transacoes, suspeitas, volumeBase, fechada }) => ({
      inicio: new Date(inicioMs),
      duracao: durationOf(duracaoMs),
      transacoes: BigInt(transacoes),
      suspeitas: BigInt(suspeitas),
      volumeBaseCentavos: volumeBase,
      fechada,
    })),
    marcaDagua: data(estado.marcaDaguaMs),
    atrasadas: BigInt(estado.atrasadas),
    moedaBase: MOEDA_BASE,
  };
}

export function avaliacaoDe(avaliacao: Avaliacao): GetEvaluationResponse {
  const [vp, fp, vn, fn] = avaliacao.confusao;
  return {
    rotulos: BigInt(avaliacao.rotulos),
    medidas: [...avaliacao.medidas],
    verdadeirosPositivos: BigInt(vp),
    falsosPositivos: BigInt(fp),
    verdadeirosNegativos: BigInt(vn),
    falsosNegativos: BigInt(fn),
    versaoModelo: BigInt(avaliacao.versao),
    desvios: BigInt(avaliacao.desvios),
  };
}
