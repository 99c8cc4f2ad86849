import type { MethodDefinition } from '@grpc/grpc-js';
import { DomainError } from '../base/index.js';

/** Turns an answer into the bytes that are sent. */
export type EncodeAnswer = (answer: unknown) => Buffer;

/**
 * Encodes the answers of a method before grpc-js sees them: it would tell the client alone of an answer that can't be
 * encoded or sent, and metric, span and log would take the call for a success.
 *
 * The encoder throws a DomainError of kind `overloaded` for an answer above the limit, and whatever the method's own
 * encoder throws.
 */
export function answerEncoder(
  { responseSerialize }: Pick<MethodDefinition<unknown, unknown>, 'responseSerialize'>,
  maxBytes: number,
): EncodeAnswer {
  return (answer) => {
    const bytes = responseSerialize(answer);
    if (bytes.length <= maxBytes) return bytes;
    throw new DomainError(
      'overloaded',
      'RESPOSTA_GRANDE_DEMAIS',
      `A resposta passa de ${maxBytes} bytes; peça menos de uma vez`,
    );
  };
}

/** What grpc-js is told of a method whose answers reach it encoded. */
export const withEncodedAnswers = <M extends object>(method: M) => ({
  ...method,
  responseSerialize: (bytes: Buffer): Buffer => bytes,
});
