import { readFile } from 'node:fs/promises';
import type { Clock } from '../base/index.js';
import { ConfigError } from '../config/env-reader.js';

/** Whoever renews the token, such as a sidecar, replaces the file; a new token is used after this time at most. */
const LOOK_AGAIN_MS = 5_000;
const MAX_TOKEN_CHARACTERS = 8 * 1024;
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Gives the token in a file that holds nothing else. While the file can't be read, or holds something else, the last
 * token read is used: whoever gets it knows whether it still counts.
 *
 * @throws ConfigError when there is no token in the file at first
 */
export async function openTokenFile(file: string, clock: Clock): Promise<() => string | Promise<string>> {
  const first = await readToken(file).catch((error: NodeJS.ErrnoException) =>
    refuse(`the file can't be read (${error.code})`),
  );
  if (first === undefined) return refuse('the file holds something else');
  let token = first;
  let readAtMs = clock.now().getTime();
  let reading: Promise<string> | undefined;

  const readAgain = async (): Promise<string> => {
    token = (await readToken(file).catch(() => undefined)) ?? token;
    reading = undefined;
    return token;
  };

  return () => {
    if (reading !== undefined) return reading;
    const nowMs = clock.now().getTime();
    if (Math.abs(nowMs - readAtMs) < LOOK_AGAIN_MS) return token;
    readAtMs = nowMs;
    reading = readAgain();
    return reading;
  };
}

/** The path is not shown: by mistake it may be the token itself. */
function refuse(trouble: string): never {
  throw new ConfigError(
    `AUTH__SERVICE_TOKEN_FILE: got (value hidden), takes the path of a file with one token; ${trouble}`,
  );
}

/** Undefined when the file holds something else. */
async function readToken(file: string): Promise<string | undefined> {
  const text = (await readFile(file, 'utf8')).trim();
  return text.length <= MAX_TOKEN_CHARACTERS && FORM.test(text) ? text : undefined;
}
