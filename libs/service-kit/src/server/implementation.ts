import type { MethodDefinition } from '@grpc/grpc-js';
import type { CallContext } from './call-context.js';

/** A service as ts-proto's grpc-js output defines it. */
// biome-ignore lint/suspicious/noExplicitAny: message types differ per method and are recovered by inference
export type Definition = Readonly<Record<string, MethodDefinition<any, any>>>;

type Req<M> = M extends { requestDeserialize: (bytes: Buffer) => infer Q } ? Q : never;
type Res<M> = M extends { responseDeserialize: (bytes: Buffer) => infer R } ? R : never;

type Handler<M> = M extends { requestStream: true; responseStream: true }
  ? (requests: AsyncIterable<Req<M>>, context: CallContext) => AsyncIterable<Res<M>>
  : M extends { requestStream: true }
    ? (requests: AsyncIterable<Req<M>>, context: CallContext) => Promise<Res<M>>
    : M extends { responseStream: true }
      ? (request: Req<M>, context: CallContext) => AsyncIterable<Res<M>>
      : (request: Req<M>, context: CallContext) => Promise<Res<M>>;

/** One handler per method: promises for single answers, async iterables for streams. */
export type Implementation<D extends Definition> = { readonly [M in keyof D]: Handler<D[M]> };

/** A service with its handlers, ready to be served. */
export interface ServiceBinding {
  /** Full name, such as `trilha.cursos.v1.CursosService`. */
  readonly name: string;
  readonly definition: Definition;
  readonly handlers: Readonly<Record<string, (request: never, context: CallContext) => unknown>>;
}

/** Ties handlers to their definition; the compiler checks that none is missing. */
export function bindService<D extends Definition>(
  definition: D,
  handlers: Implementation<D>,
): ServiceBinding {
  const [first] = Object.values(definition);
  const name = first?.path.split('/')[1];
  if (name === undefined) throw new TypeError('a service needs at least one method');
  return { name, definition, handlers: handlers as ServiceBinding['handlers'] };
}

export type { Req as RequestOf, Res as ResponseOf };
