import { DomainError, type FieldViolation, invalidFields } from '@trilha/service-kit/base';
import type { Recusa } from './recusa.js';

export const eventoDivergente = (eventId: string): DomainError =>
  new DomainError('already-exists', 'EVENTO_DIVERGENTE', `O evento ${eventId} já existe com outro conteúdo`);

export const eventoNaoEncontrado = (eventId: string): DomainError =>
  new DomainError('not-found', 'EVENTO_NAO_ENCONTRADO', `Nenhum evento com o id ${JSON.stringify(eventId)}`);

export const transacaoDesconhecida = (eventId: string): DomainError =>
  new DomainError(
    'not-found',
    'TRANSACAO_DESCONHECIDA',
    `Nenhuma transação com o event_id ${JSON.stringify(eventId)}`,
  );

export const mortoNaoEncontrado = (eventId: string): DomainError =>
  new DomainError(
    'not-found',
    'MORTO_NAO_ENCONTRADO',
    `O evento ${JSON.stringify(eventId)} não está entre os mortos`,
  );

export const clienteNaoEncontrado = (id: string): DomainError =>
  new DomainError('not-found', 'CLIENTE_NAO_ENCONTRADO', `Nenhum cliente com o id ${JSON.stringify(id)}`);

export const modeloNaoEncontrado = (versao: bigint): DomainError =>
  new DomainError('not-found', 'MODELO_NAO_ENCONTRADO', `Nenhuma versão ${versao} do modelo`);

export const sobrecarregado = (): DomainError =>
  new DomainError('overloaded', 'INGESTAO_SOBRECARREGADA', 'Há eventos demais à espera; tente de novo', {
    retryAfterMs: 250,
  });

export const semEspaco = (): DomainError =>
  new DomainError('overloaded', 'INGESTAO_SEM_ESPACO', 'Não há espaço em disco para guardar o evento', {
    retryAfterMs: 10_000,
  });

export const analiseParada = (): DomainError =>
  new DomainError(
    'unavailable',
    'ANALISE_PARADA',
    'A análise está recomeçando; o que chega continua guardado',
    {
      retryAfterMs: 1_000,
    },
  );

export const numeroGrandeDemais = (mensagem: string): DomainError =>
  new DomainError('out-of-range', 'NUMERO_GRANDE_DEMAIS', mensagem);

export const computacaoSobrecarregada = (mensagem: string): DomainError =>
  new DomainError('overloaded', 'COMPUTACAO_SOBRECARREGADA', mensagem, { retryAfterMs: 250 });

export const computacaoSemTempo = (mensagem: string): DomainError =>
  new DomainError('timeout', 'COMPUTACAO_SEM_TEMPO', mensagem);

/** A refused item as the refusal of a whole call. */
export function erroDeRecusa(recusa: Recusa, eventId: string): DomainError {
  if (recusa.motivo === 'EVENTO_DIVERGENTE') return eventoDivergente(eventId);
  if (recusa.motivo === 'TRANSACAO_DESCONHECIDA') return transacaoDesconhecida(recusa.mensagem);
  const violacao: FieldViolation = { field: recusa.campo, description: recusa.mensagem };
  return invalidFields([violacao]);
}
