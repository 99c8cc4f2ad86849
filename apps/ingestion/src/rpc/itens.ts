import type {
  ClientData,
  EventData,
  LabelData,
  ScoreData,
  TransactionData,
} from '@trilha/proto-gen/ingestion';
import type { Item } from '../app/receber.js';

/** Messages of the contract as items; their field names are those of the domain already. */
export const itemDeCliente = (dados: ClientData): Item => ({ tipo: 'cliente', dados, ...deTodos(dados) });

export const itemDeTransacao = (dados: TransactionData): Item => ({
  tipo: 'transacao',
  dados,
  ...deTodos(dados),
});

export const itemDeScore = (dados: ScoreData): Item => ({ tipo: 'score', dados, ...deTodos(dados) });

export const itemDeRotulo = (dados: LabelData): Item => ({ tipo: 'rotulo', dados, ...deTodos(dados) });

/** Undefined when none of the kinds is set. */
export function itemDeEvento({ dados }: EventData): Item | undefined {
  switch (dados?.$case) {
    case 'cliente':
      return itemDeCliente(dados.value);
    case 'transacao':
      return itemDeTransacao(dados.value);
    case 'score':
      return itemDeScore(dados.value);
    case 'rotulo':
      return itemDeRotulo(dados.value);
    default:
      return undefined;
  }
}

const deTodos = ({
  eventId,
  emittedAt,
}: {
  readonly eventId: string;
  readonly emittedAt: Date | undefined;
}) => ({
  eventId,
  emitidoMs: emittedAt?.getTime(),
});
