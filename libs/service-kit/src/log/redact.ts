/** Keys whose values never stand in a log, whatever their case and separators. */
const SECRET_KEYS = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'xtrilhaserviceauthorization',
  'token',
  'accesstoken',
  'refreshtoken',
  'password',
  'senha',
  'secret',
  'apikey',
  'cpf',
  'email',
  'endereco',
  'datanascimento',
  'duvida',
  'pergunta',
  'aulacontexto',
  'resposta',
  'mensagem',
  'texto',
]);
const HIDDEN = '[oculto]';
const MAX_DEPTH = 6;

const CPF = /\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\bcpf\W{0,3}\d{11}\b/gi;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const BEARER = /\bbearer\s+[\w.~+/=-]+/gi;
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;

/** Hides what looks like a CPF, an e-mail address or a token inside a text. */
export const redactText = (text: string): string =>
  text.replace(BEARER, HIDDEN).replace(JWT, HIDDEN).replace(EMAIL, HIDDEN).replace(CPF, HIDDEN);

/**
 * Hides the values of secret keys at any depth. What holds none is given back as it is, so a flat line costs a look at
 * its keys.
 */
export function redactKeys(fields: Record<string, unknown>): Record<string, unknown> {
  return redacted(fields, 0) as Record<string, unknown>;
}

function redacted(value: object, depth: number): object {
  let copy: Record<string, unknown> | undefined;
  for (const [key, one] of Object.entries(value)) {
    const instead = replacement(key, one, depth);
    if (instead === one) continue;
    copy ??= { ...value };
    copy[key] = instead;
  }
  if (copy === undefined) return value;
  return Array.isArray(value) ? Object.values(copy) : copy;
}

function replacement(key: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return value;
  if (isSecret(key)) return HIDDEN;
  // Errors are the serializer's, which hides what their texts carry.
  if (typeof value !== 'object' || value instanceof Error) return value;
  if (Buffer.isBuffer(value) || value instanceof Date) return value;
  return depth >= MAX_DEPTH ? HIDDEN : redacted(value, depth + 1);
}

const known = new Map<string, boolean>();

/** Remembered by spelling: keys are few and come back with every line. */
function isSecret(key: string): boolean {
  let secret = known.get(key);
  if (secret === undefined) {
    secret = SECRET_KEYS.has(key.replace(/[^a-z]/gi, '').toLowerCase());
    if (known.size < 1_000) known.set(key, secret);
  }
  return secret;
}
