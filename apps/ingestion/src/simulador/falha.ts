import { status } from '@grpc/grpc-js';
import { ErrorInfo, RetryInfo } from '@trilha/proto-gen/rpc';
import { millisOf, RemoteError, statusDetailsOf } from '@trilha/service-kit';

/** What became of one event, as it stands in the log of what was sent. */
export type Resultado = 'aceito' | `recusado:${string}` | `erro:${string}`;

/** What a call that failed means for the events in it. */
export type Falha =
  /** The server has decided: sending again changes nothing. */
  | { readonly tipo: 'recusa'; readonly motivo: string }
  /** Nobody knows, or the server asked to come again: sending again is safe and makes sense. */
  | {
      readonly tipo: 'passageira';
      readonly codigo: string;
      /** Whether it was the server that answered, so that it lives. */
      readonly vivo: boolean;
      /** What the server asked to wait. */
      readonly esperaMs: number;
    }
  /** No event of this run will be taken. */
  | { readonly tipo: 'fatal'; readonly codigo: string; readonly mensagem: string };

const RECUSAS: ReadonlySet<status> = new Set([
  status.INVALID_ARGUMENT,
  status.ALREADY_EXISTS,
  status.NOT_FOUND,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
]);
const FATAIS: ReadonlySet<status> = new Set([
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
  status.UNIMPLEMENTED,
]);
const DE_QUEM_VIVE: ReadonlySet<status> = new Set([status.RESOURCE_EXHAUSTED, status.ABORTED]);

/** The answers stopped coming: the stream ended, or nothing came in time. */
export class SemResposta extends Error {
  constructor(readonly codigo: 'UNAVAILABLE' | 'DEADLINE_EXCEEDED') {
    super(codigo === 'UNAVAILABLE' ? 'o servidor encerrou o fluxo' : 'o servidor não respondeu a tempo');
  }
}

/** @throws whatever it is given that no server and no connection caused */
export function lerFalha(error: unknown): Falha {
  if (error instanceof SemResposta)
    return { tipo: 'passageira', codigo: error.codigo, vivo: false, esperaMs: 0 };
  if (!(error instanceof RemoteError)) throw error;
  const codigo = status[error.code] ?? String(error.code);
  if (RECUSAS.has(error.code))
    return { tipo: 'recusa', motivo: detalhe(error, 'ErrorInfo', ErrorInfo.decode)?.reason || codigo };
  if (FATAIS.has(error.code)) return { tipo: 'fatal', codigo, mensagem: error.message };
  const pedida = detalhe(error, 'RetryInfo', RetryInfo.decode)?.retryDelay;
  const esperaMs = pedida === undefined ? 0 : millisOf(pedida);
  return { tipo: 'passageira', codigo, vivo: DE_QUEM_VIVE.has(error.code), esperaMs };
}

function detalhe<T>(error: RemoteError, nome: string, ler: (bytes: Uint8Array) => T): T | undefined {
  const achado = statusDetailsOf(error.metadata)?.details.find(({ typeUrl }) => typeUrl.endsWith(`.${nome}`));
  return achado === undefined ? undefined : ler(achado.value);
}
