import type { MethodDefinition } from '@grpc/grpc-js';

export type MethodType = 'unary' | 'client_stream' | 'server_stream' | 'bidi_stream';

/** One RPC, as metrics, traces and logs name it. */
export interface RpcMethod {
  /** Full path, such as `/trilha.cursos.v1.CursosService/GetCurso`. */
  readonly path: string;
  readonly service: string;
  readonly method: string;
  readonly type: MethodType;
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
