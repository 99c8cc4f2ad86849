/** A message as canonical proto3 JSON: one form for REST and gRPC, so that each scenario is written once. */
export type Json = Readonly<Record<string, unknown>>;

export interface Download {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** One way to reach the services. `rpc` is `trilha.cursos.v1.CursosService/GetCurso`, without a slash before. */
export interface Transport {
  /** Shown in the report. */
  readonly name: 'rest' | 'grpc';
  unary(rpc: string, request: Json): Promise<Json>;
  /** Items of a server stream; the call ends when `signal` is aborted. */
  stream(rpc: string, request: Json, signal: AbortSignal): AsyncIterable<Json>;
  /** A method that takes a stream whose messages carry an HttpBody named `conteudo`. */
  upload(rpc: string, request: Json, bytes: Buffer): Promise<Json>;
  /** A method that answers one HttpBody or a stream of them. */
  download(rpc: string, request: Json): Promise<Download>;
  /** A method with streams both ways: sends all requests, gives all answers. Undefined where there is no way to. */
  readonly exchange?: (rpc: string, requests: readonly Json[]) => Promise<readonly Json[]>;
  close(): void;
}

/** The other side answered with an error. */
export class CallFailed extends Error {
  /** Name of the gRPC code, such as NOT_FOUND. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'CallFailed';
    this.code = code;
  }
}
