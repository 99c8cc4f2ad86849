import { type ComputeCode, ComputeError } from './compute-error.js';

/** How a caller tells its answers apart; given back as it came. */
export type RequestId = string | number | null;

/** The fields of a request, its command's own among them. */
export type Fields = Readonly<Record<string, unknown>>;

export interface ComputeRequest {
  readonly id: RequestId;
  readonly cmd: string;
  /** How long the caller waits, counted from when the request has arrived. */
  readonly deadlineMs: number | undefined;
  readonly fields: Fields;
}

/** A payload that is no request, with the id if one could be read. */
export class UnreadableRequest extends ComputeError {
  constructor(
    readonly id: RequestId,
    message: string,
  ) {
    super('BAD_REQUEST', message);
  }
}

/** The longest id that is given back, in UTF-16 units. */
const MAX_ID_LENGTH = 128;
/** A day: what a caller can't mean by a longer one. */
const MAX_DEADLINE_MS = 86_400_000;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws UnreadableRequest */
export function readRequest(payload: Uint8Array): ComputeRequest {
  const fields = readObject(payload);
  const id = readId(fields.id);
  const { cmd, deadline_ms: deadlineMs } = fields;
  if (typeof cmd !== 'string') throw new UnreadableRequest(id, 'cmd: um texto com o nome do comando');
  if (deadlineMs !== undefined && !isWhole(deadlineMs, 1, MAX_DEADLINE_MS))
    throw new UnreadableRequest(id, `deadline_ms: um inteiro de 1 a ${MAX_DEADLINE_MS}`);
  return { id, cmd, deadlineMs, fields };
}

function readObject(payload: Uint8Array): Fields {
  const value = parse(decode(payload));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableRequest(null, 'a mensagem não é um objeto JSON');
  return value as Fields;
}

function decode(payload: Uint8Array): string {
  try {
    return utf8.decode(payload);
  } catch {
    throw new UnreadableRequest(null, 'a mensagem não está em UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRequest(null, text === '' ? 'a mensagem está vazia' : 'a mensagem não está em JSON');
  }
}

/** A number is exact up to 2^53 only: beyond, another id than the caller's would be given back. */
function readId(id: unknown): RequestId {
  if (id === undefined || id === null) return null;
  if (typeof id === 'string' && id.length <= MAX_ID_LENGTH) return id;
  if (Number.isSafeInteger(id)) return id as number;
  throw new UnreadableRequest(null, `id: um texto de até ${MAX_ID_LENGTH} caracteres, ou um inteiro exato`);
}

export const isWhole = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

/** A result that is not JSON is told as a fault of ours. */
export function resultMessage(id: RequestId, result: unknown): string {
  try {
    return JSON.stringify({ id, result: result ?? null });
  } catch {
    return errorMessage(id, 'INTERNAL', 'erro interno');
  }
}

export const errorMessage = (id: RequestId, code: ComputeCode, message: string): string =>
  JSON.stringify({ id, error: { code, message } });
