import { DomainError } from '@trilha/service-kit/base';

export const interacaoNaoEncontrada = (id: string): DomainError =>
  new DomainError('not-found', 'INTERACAO_NAO_ENCONTRADA', `Nenhuma interação com o id ${id}`);

export const conversaNaoEncontrada = (id: string): DomainError =>
  new DomainError('not-found', 'CONVERSA_NAO_ENCONTRADA', `Este usuário não tem a conversa ${id}`);

/** The language model stopped after a part of its answer had been sent, so that nothing may be put in its place. */
export const tutorInterrompido = (cause: unknown): DomainError =>
  new DomainError('unavailable', 'TUTOR_INTERROMPIDO', 'A resposta foi interrompida; pergunte de novo', {
    retryAfterMs: 1_000,
    cause,
  });

/** The same words as for every other write with a key: see `once` in libs/storage. */
export const pedidoDiferente = (): DomainError =>
  new DomainError('already-exists', 'PEDIDO_DIFERENTE', 'Este request_id já foi usado com outro conteúdo');
