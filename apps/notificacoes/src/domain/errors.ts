import { DomainError } from '@trilha/service-kit/base';

export const notificacaoNaoEncontrada = (id: string): DomainError =>
  new DomainError('not-found', 'NOTIFICACAO_NAO_ENCONTRADA', `Nenhuma notificação com o id ${id}`);

export const entregaNaoEncontrada = (id: string): DomainError =>
  new DomainError('not-found', 'ENTREGA_NAO_ENCONTRADA', `Nenhuma entrega com o id ${id}`);

export const entregaViva = (id: string): DomainError =>
  new DomainError('precondition', 'ENTREGA_VIVA', `A entrega ${id} não está entre as cartas mortas`);

/** The same words as for every other write with a key: see `once` in libs/storage. */
export const pedidoDiferente = (): DomainError =>
  new DomainError('already-exists', 'PEDIDO_DIFERENTE', 'Este request_id já foi usado com outro conteúdo');
