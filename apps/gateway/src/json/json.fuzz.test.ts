import { fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { fixtureRegistry } from '../../test/fixture/fixture-registry.js';
import { anyText, tudoText } from '../../test/fixture/json-texts.js';
import { encodeTudo, tudo } from '../../test/fixture/tudo-json.js';
import { toFailure } from '../errors/failure.js';
import { InvalidRequest } from '../transcoding/invalid-request.js';
import type { JsonTree } from './json-tree.js';
import { JsonSyntaxError, parseJson } from './parse-json.js';

const RUNS = { numRuns: 500 };
const registry = fixtureRegistry();

function parsed(text: string): JsonTree | JsonSyntaxError {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

/** The value as JSON.parse gives it. */
function plain(value: JsonTree): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
  return typeof value === 'bigint' ? Number(value) : value;
}

describe('any text', () => {
  it('is a message, or is refused as a fault of the caller', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = parsed(text);
        if (value instanceof JsonSyntaxError) {
          expect(toFailure(value).httpStatus).toBe(400);
          return;
        }
        const { bytes, violations } = encodeTudo(text);
        if (violations.length === 0) fromBinary(tudo, bytes);
        else expect(toFailure(new InvalidRequest(violations)).httpStatus).toBe(400);
      }),
      RUNS,
    );
  });

  it('is JSON for this reader just when it is for JSON.parse, but for members that occur twice', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = parsed(text);
        if (value instanceof JsonSyntaxError && value.path !== '') return;
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          expect(value).toBeInstanceOf(JsonSyntaxError);
          return;
        }
        if (!(value instanceof JsonSyntaxError)) expect(plain(value)).toEqual(wanted);
        else expect(value.message).toMatch(/aparece mais de uma vez/);
      }),
      RUNS,
    );
  });
});

const canonical = (bytes: Uint8Array) => toJson(tudo, fromBinary(tudo, bytes), { registry });

/** Whole numbers that JSON.parse rounds: the other reader never sees what was written. */
const rounds = (value: JsonTree): boolean =>
  value instanceof Map || Array.isArray(value)
    ? [...value.values()].some(rounds)
    : typeof value === 'bigint' && !Number.isSafeInteger(Number(value));

describe('a text that is a message', () => {
  it('means what a reader of another make takes it for', () => {
    let messages = 0;
    fc.assert(
      fc.property(tudoText, (text) => {
        const value = parsed(text);
        if (value instanceof JsonSyntaxError || rounds(value)) return;
        const { bytes, violations } = encodeTudo(text);
        if (violations.length > 0) return;
        messages += 1;
        const other = toBinary(tudo, fromJson(tudo, JSON.parse(text) as JsonValue, { registry }));
        expect(canonical(bytes)).toEqual(canonical(other));
      }),
      { numRuns: 800 },
    );
    expect(messages).toBeGreaterThan(50);
  });
});
