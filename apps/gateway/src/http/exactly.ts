/**
 * Passes bytes on that came with a length. One byte too few would leave the client waiting for it, one too many would be
 * read as the beginning of the next answer, so either ends the answer as broken.
 *
 * @throws Error in place of the first chunk that goes too far, or at an end that comes too early
 */
export async function* exactly(length: bigint, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = length;
  for await (const chunk of source) {
    left -= BigInt(chunk.length);
    if (left < 0n) throw new Error(`more bytes came than the ${length} announced`);
    yield chunk;
  }
  if (left !== 0n) throw new Error(`${left} of ${length} bytes announced did not come`);
}
