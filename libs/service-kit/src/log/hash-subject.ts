import { createHmac } from 'node:crypto';

const HASH_DIGITS = 12;
const HASH = new RegExp(`^[0-9a-f]{${HASH_DIGITS}}$`);
const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, string>();

/**
 * The name of a user in logs: the first 12 hex digits of HMAC-SHA256 under the salt. Lines of one user can be found by
 * it; who it is can't be told without the salt. The last thousand are remembered.
 */
export function hashSubject(sub: string, salt: string): string {
  const key = `${salt}\n${sub}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const hash = createHmac('sha256', salt).update(sub).digest('hex').slice(0, HASH_DIGITS);
  if (remembered.size >= MAX_REMEMBERED) {
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest);
      break;
    }
  }
  remembered.set(key, hash);
  return hash;
}

/** Whether a text has the shape of a hash, and so need not be hashed again. */
export const isSubjectHash = (text: string): boolean => HASH.test(text);
