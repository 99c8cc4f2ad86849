import { mayBecomeMark, type Usage } from './gemini-answer.js';
import { failureOf, GeminiFailure } from './gemini-failure.js';

/** A response of the API, whole or a piece of a stream, as far as it is read here. */
export interface Chunk {
  readonly candidates?: readonly {
    readonly content?: { readonly parts?: readonly { readonly text?: string; readonly thought?: boolean }[] };
    readonly finishReason?: string;
  }[];
  readonly promptFeedback?: { readonly blockReason?: string };
  readonly usageMetadata?: {
    readonly promptTokenCount?: number;
    readonly candidatesTokenCount?: number;
    readonly totalTokenCount?: number;
  };
  /** A stream that fails on the other side ends with this in place of a candidate. */
  readonly error?: { readonly code?: number; readonly details?: readonly Record<string, unknown>[] };
}

const BLOCKED = new Set(['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII']);

/** The text of the first candidate, without what the model only thought. */
export const textOf = ({ candidates }: Chunk): string =>
  (candidates?.[0]?.content?.parts ?? [])
    .filter(({ thought }) => thought !== true)
    .map(({ text = '' }) => text)
    .join('');

/**
 * The library returns what was blocked or cut short like any other answer, often with an empty text.
 *
 * @throws GeminiFailure when this piece says that the answer will not be whole
 */
export function checkUnbroken({ promptFeedback, candidates, error }: Chunk): void {
  if (error !== undefined) {
    throw failureOf(Object.assign(new Error('error'), { status: error.code, errorDetails: error.details }));
  }
  const reason = candidates?.[0]?.finishReason;
  if (promptFeedback?.blockReason !== undefined || (reason !== undefined && BLOCKED.has(reason))) {
    throw new GeminiFailure('BLOQUEADA');
  }
  if (reason === 'MAX_TOKENS') throw new GeminiFailure('INCOMPLETA');
  if (reason !== undefined && reason !== 'STOP') throw new GeminiFailure('RESPOSTA_INVALIDA');
}

/** @throws GeminiFailure when the answer is not whole */
export function checkFinished(response: Chunk): void {
  checkUnbroken(response);
  if (response.candidates?.[0]?.finishReason === undefined) throw new GeminiFailure('INCOMPLETA');
}

/** Tokens as the API counts them; what the model thought is paid for and counts as output. */
export function usageOf({ usageMetadata = {} }: Chunk, modelo: string): Usage {
  const { promptTokenCount = 0, candidatesTokenCount = 0, totalTokenCount = 0 } = usageMetadata;
  const tokensSaida = Math.max(candidatesTokenCount, totalTokenCount - promptTokenCount);
  return { modelo, tokensEntrada: promptTokenCount, tokensSaida };
}

/**
 * The texts of a stream as they arrive, the first one once it is clear whether it is the mark of an answer not found; then
 * the usage. White space before the first text is left out.
 *
 * @throws GeminiFailure when the stream ends before the answer does
 */
export async function* textsOf(chunks: AsyncIterable<Chunk>, modelo: string): AsyncGenerator<string, Usage> {
  let opening = '';
  let open = false;
  let finished: Chunk = {};
  let counted: Chunk = {};
  for await (const chunk of chunks) {
    checkUnbroken(chunk);
    if (chunk.candidates?.[0]?.finishReason !== undefined) finished = chunk;
    if (chunk.usageMetadata !== undefined) counted = chunk;
    const text = textOf(chunk);
    if (open && text !== '') yield text;
    if (open) continue;
    opening = (opening + text).trimStart();
    if (opening === '' || mayBecomeMark(opening)) continue;
    open = true;
    yield opening;
  }
  checkFinished(finished);
  if (opening === '') throw new GeminiFailure('RESPOSTA_VAZIA');
  if (!open) yield opening;
  return usageOf(counted, modelo);
}
