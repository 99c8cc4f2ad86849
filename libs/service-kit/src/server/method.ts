import type { MethodDefinition } from '@grpc/grpc-js';
import type { RpcMethod as NamedMethod } from '../metrics/method-meter.js';

/** One RPC as the server and the client know it. */
export interface RpcMethod extends NamedMethod {
  /** Full path, such as `/trilha.cursos.v1.CursosService/GetCurso`. */
  readonly path: string;
}

type Shape = Pick<MethodDefinition<unknown, unknown>, 'path' | 'requestStream' | 'responseStream'>;

export function methodOf({ path, requestStream, responseStream }: Shape): RpcMethod {
  const [, service = '', method = ''] = path.split('/');
  const type = requestStream
    ? responseStream
      ? 'bidi_stream'
      : 'client_stream'
    : responseStream
      ? 'server_stream'
      : 'unary';
  return { path, service, method, type };
}
