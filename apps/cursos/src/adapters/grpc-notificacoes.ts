import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import {
  type NotificacoesServiceService as Definition,
  SendNotificationRequest,
} from '@trilha/proto-gen/notificacoes';
import { type Client, RemoteError } from '@trilha/service-kit';
import type { Notificacoes } from '../app/ports.js';
import type { Aviso } from '../domain/aviso.js';

/** Answers that stay the same however often the call is repeated. */
const RECUSAS: ReadonlySet<status> = new Set([
  status.INVALID_ARGUMENT,
  status.ALREADY_EXISTS,
  status.NOT_FOUND,
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
]);

export class GrpcNotificacoes implements Notificacoes {
  constructor(private readonly client: Pick<Client<typeof Definition>, 'sendNotification'>) {}

  async enviar({ id, idUsuario, titulo, mensagem, dados }: Aviso, signal: AbortSignal): Promise<string> {
    const request = SendNotificationRequest.fromPartial({
      idUsuario,
      titulo,
      mensagem,
      tipo: 'curso',
      dados,
      requestId: requestIdOf(id),
    });
    return (await this.client.sendNotification(request, { signal })).id;
  }

  recusou(error: unknown): boolean {
    return error instanceof RemoteError && RECUSAS.has(error.code);
  }
}

/** The longest request_id that notificacoes takes. */
const MAX_REQUEST_ID = 128;

/** The id itself, or a digest of one that is too long. */
const requestIdOf = (id: string): string =>
  id.length <= MAX_REQUEST_ID ? id : createHash('sha256').update(id).digest('hex');
