import { isNativeError } from 'node:util/types';
import { stdSerializers } from 'pino';
import { hashSubject, isSubjectHash } from './hash-subject.js';
import { REDACTED, scrub } from './scrub.js';

export type Fields = Record<string, unknown>;

/** What becomes of the value of a key. */
type Rule = 'keep' | 'censor' | 'text' | 'subject';

/** Keys without their `_` and `-`, in lower case. `…authorization` is censored whatever stands before it. */
const RULES: ReadonlyMap<string, Rule> = new Map([
  ...names(
    'censor',
    'cookie setcookie token accesstoken refreshtoken idtoken jwt senha password secret clientsecret apikey xapikey xgoogapikey',
  ),
  ...names('censor', 'cpf email'),
  ...names('censor', 'duvida pergunta resposta aulacontexto'),
  ...names('text', 'msg message error erro reason detail details detalhes stack cause url uri path'),
  ...names('subject', 'sub'),
]);
/** What is nested deeper is left out: nobody looks for it, and it may hold a cycle. */
const MAX_DEPTH = 8;
const MAX_KNOWN_KEYS = 2_000;
const knownRules = new Map<string, Rule>();

/** Takes what must not be logged out of the fields of a line. */
export type Redactor = (fields: Fields) => Fields;

/**
 * Makes the redactor of a logger. It looks at the names of fields at any depth, and at the text of errors, messages and
 * the fields that carry them; other text is not searched, so that a line stays cheap. Fields without anything to hide
 * come back as they are, not copied.
 *
 * @param salt with it the field `sub` is written as {@link hashSubject}; without it, not at all
 */
export function createRedactor(salt: string | undefined): Redactor {
  const subject = (value: unknown): unknown => {
    if (typeof value !== 'string') return REDACTED;
    if (isSubjectHash(value)) return value;
    return salt === undefined ? REDACTED : hashSubject(value, salt);
  };

  function redactObject(fields: Fields, depth: number, allText: boolean): Fields {
    let copy: Fields | undefined;
    for (const key in fields) {
      const value = fields[key];
      if (value === undefined || value === null) continue;
      const safe = redactField(key, value, depth, allText);
      if (safe === value) continue;
      copy ??= { ...fields };
      copy[key] = safe;
    }
    return copy ?? fields;
  }

  function redactField(key: string, value: unknown, depth: number, allText: boolean): unknown {
    const rule = ruleOf(key);
    if (rule === 'censor') return REDACTED;
    if (rule === 'subject') return subject(value);
    return redactValue(value, depth, allText || rule === 'text');
  }

  function redactValue(value: unknown, depth: number, allText: boolean): unknown {
    if (typeof value === 'string') return allText ? scrub(value) : value;
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (depth >= MAX_DEPTH) return '[too deep]';
    if (isError(value)) return redactError(value, depth);
    if (Array.isArray(value)) return redactArray(value, depth, allText);
    if (ArrayBuffer.isView(value)) return value;
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      return redactValue(value.toJSON(), depth + 1, true);
    }
    return redactObject(value as Fields, depth + 1, allText);
  }

  function redactArray(values: readonly unknown[], depth: number, allText: boolean): readonly unknown[] {
    const safe = values.map((value) => redactValue(value, depth + 1, allText));
    return safe.every((value, at) => value === values[at]) ? values : safe;
  }

  /** All text of an error is searched, because any of it may quote what a user sent. */
  function redactError(error: Error, depth: number): Fields {
    const { type, message, stack, ...more } = stdSerializers.err(error);
    const plain: Fields = { type, message: scrub(message), stack: scrub(stack) };
    return Object.assign(plain, redactObject(more, depth + 1, true));
  }

  return (fields) => redactObject(fields, 0, false);
}

/** Errors of another realm too. */
const isError = (value: object): value is Error => value instanceof Error || isNativeError(value);

/** The few keys that a service logs are looked up as they are; each is worked out once. */
function ruleOf(key: string): Rule {
  const known = knownRules.get(key);
  if (known !== undefined) return known;
  const name = key.toLowerCase().replace(/[_-]/g, '');
  const rule = name.endsWith('authorization') ? 'censor' : (RULES.get(name) ?? 'keep');
  if (knownRules.size < MAX_KNOWN_KEYS) knownRules.set(key, rule);
  return rule;
}

function names(rule: Rule, all: string): [string, Rule][] {
  return all.split(' ').map((name) => [name, rule]);
}
