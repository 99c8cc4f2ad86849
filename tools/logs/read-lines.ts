import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 1024 * 1024;
/** A longer line is broken: nothing of ours writes one. */
const MAX_LINE_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;
const GZIP_MAGIC = [0x1f, 0x8b];

export interface LineReader {
  /** A piece of the file: whole lines, the last with its line feed unless the file ends without. */
  lines(text: string): void;
  /** A line that is longer than any of ours. */
  tooLong(): void;
  /** Bytes read from the disk. */
  progress(bytes: number): void;
}

/**
 * Reads a file, gzip or not, in pieces of whole lines; never more than two pieces and one line are in memory.
 *
 * @throws an Error of the system or of zlib; the lines before it have been handed over
 */
export async function readLines(path: string, reader: LineReader): Promise<void> {
  const file = await open(path, 'r');
  try {
    const magic = Buffer.alloc(2);
    await file.read(magic, 0, 2, 0);
    const source = file.createReadStream({ start: 0, highWaterMark: CHUNK_BYTES, autoClose: false });
    source.on('data', (bytes) => reader.progress(bytes.length));
    const isGzip = magic.equals(Buffer.from(GZIP_MAGIC));
    await split(isGzip ? gunzip(source) : source, reader);
  } finally {
    await file.close();
  }
}

function gunzip(source: Readable): Readable {
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.once('error', (error) => unzip.destroy(error));
  return source.pipe(unzip);
}

/** Also for standard input. */
export async function split(source: AsyncIterable<Buffer>, reader: LineReader): Promise<void> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let skipping = false;
  for await (const chunk of source) {
    let from = 0;
    if (skipping) {
      const end = chunk.indexOf(LINE_FEED);
      if (end < 0) continue;
      skipping = false;
      from = end + 1;
    }
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last >= from) {
      reader.lines(Buffer.concat([...rest, chunk.subarray(from, last + 1)]).toString('utf8'));
      rest = [];
      restBytes = 0;
      from = last + 1;
    }
    rest.push(chunk.subarray(from));
    restBytes += chunk.length - from;
    if (restBytes > MAX_LINE_BYTES) {
      reader.tooLong();
      rest = [];
      restBytes = 0;
      skipping = true;
    }
  }
  if (restBytes > 0) reader.lines(Buffer.concat(rest).toString('utf8'));
}
