/** A stream of requests; when making one of them fails, that failure is what the caller hears, not the cancelled call. */
export function watched(source: AsyncIterable<Uint8Array>): {
  messages: AsyncIterable<Uint8Array>;
  rethrow: (error: unknown) => never;
} {
  let failed: { readonly error: unknown } | undefined;
  const messages = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      failed = { error };
      throw error;
    }
  };
  return {
    messages: messages(),
    rethrow: (error) => {
      throw failed === undefined ? error : failed.error;
    },
  };
}

/** The same answers; a failure among them is told by what it came from. */
export async function* explained(
  answers: AsyncIterable<Uint8Array>,
  rethrow: (error: unknown) => never,
): AsyncGenerator<Uint8Array> {
  try {
    yield* answers;
  } catch (error) {
    rethrow(error);
  }
}
