import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import type { FindContentType } from '../app/ports.js';

/** Types of text that only a name can tell, none of which a browser runs. */
const TEXT_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.json': 'application/json',
  '.vtt': 'text/vtt; charset=utf-8',
};

/** Types that a browser could run as a page of ours; they are served as plain text. */
const ACTIVE = new Set(['application/xml', 'text/html', 'image/svg+xml', 'application/xhtml+xml']);

/**
 * The type by magic bytes; what has none is text when it is UTF-8 without control characters, else unknown bytes. HTML
 * and SVG count as plain text, so that an uploaded file never runs in the product's origin.
 */
export const findContentType: FindContentType = async (head, name) => {
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined && !ACTIVE.has(found.mime)) return found.mime;
  if (!isText(head)) return 'application/octet-stream';
  return TEXT_BY_EXTENSION[extname(name).toLowerCase()] ?? 'text/plain; charset=utf-8';
};

/** A character cut in two at the end of the head does not make it binary: up to three last bytes may be left out. */
function isText(head: Buffer): boolean {
  if (head.length === 0 || head.includes(0)) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}
