/** Every way in which a request can be refused. The codes are part of the protocol. */
export const COMPUTE_CODES = [
  'BAD_REQUEST',
  'UNKNOWN_COMMAND',
  'TOO_LARGE',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
] as const;

export type ComputeCode = (typeof COMPUTE_CODES)[number];

/** A refusal that its caller is told of, in words for people. */
export class ComputeError extends Error {
  override readonly name = 'ComputeError';

  constructor(
    readonly code: ComputeCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const isComputeCode = (text: unknown): text is ComputeCode =>
  (COMPUTE_CODES as readonly unknown[]).includes(text);
