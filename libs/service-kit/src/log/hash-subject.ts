import { createHmac } from 'node:crypto';

const MAX_REMEMBERED = 10_000;
const remembered = new Map<string, string>();

/**
 * What logs call a subject: the same person is the same twelve digits everywhere, and without the salt nobody can tell
 * who (HMAC-SHA-256, RFC 2104, cut to 48 bits).
 */
export function hashSubject(sub: string, salt: string): string {
  const key = `${salt}:${sub}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const hash = createHmac('sha256', salt).update(sub).digest('hex').slice(0, 12);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, hash);
  return hash;
}
