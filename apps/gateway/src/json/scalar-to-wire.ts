import { ScalarType } from '@bufbuild/protobuf';
import { type BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { exactInteger } from './exact-integer.js';
import type { JsonTree } from './json-tree.js';

/** Writes one value, without a tag, or says what it should have been. */
type ScalarWriter = (value: JsonTree, writer: BinaryWriter) => string | undefined;

const WHOLE_32 = 'use um número inteiro de';
const LONE_SURROGATE = /\p{Surrogate}/u;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
/** Largest magnitude that still rounds to a finite float. */
const MAX_FLOAT = 3.4028235677973366e38;

function integer(
  min: bigint,
  max: bigint,
  write: (writer: BinaryWriter, value: bigint) => void,
): ScalarWriter {
  const takes = `${WHOLE_32} ${min} a ${max}`;
  return (value, writer) => {
    const exact = integerOf(value);
    if (exact === undefined || exact < min || exact > max) return takes;
    write(writer, exact);
    return undefined;
  };
}

function integerOf(value: JsonTree): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Object.is(value, -0) ? 0n : undefined;
  return typeof value === 'string' ? exactInteger(value) : undefined;
}

const SPECIAL_FLOATS = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
const FLOAT_TEXT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function floating(max: number, write: (writer: BinaryWriter, value: number) => void): ScalarWriter {
  return (value, writer) => {
    const special = typeof value === 'string' ? SPECIAL_FLOATS.get(value) : undefined;
    if (special === undefined) {
      const isNumber = typeof value === 'number' || typeof value === 'bigint';
      if (!isNumber && !(typeof value === 'string' && FLOAT_TEXT.test(value))) return 'use um número';
      const number = Number(value);
      if (!Number.isFinite(number) || Math.abs(number) >= max) return 'número grande demais';
      write(writer, number);
    } else {
      write(writer, special);
    }
    return undefined;
  };
}

const bool: ScalarWriter = (value, writer) => {
  if (typeof value !== 'boolean') return 'use true ou false';
  writer.bool(value);
  return undefined;
};

const string: ScalarWriter = (value, writer) => {
  if (typeof value !== 'string') return 'use um texto entre aspas';
  if (LONE_SURROGATE.test(value)) return 'o texto não é Unicode válido';
  writer.string(value);
  return undefined;
};

const isBase64 = (text: string): boolean =>
  BASE64.test(text) && (text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1);

/** Standard and URL-safe alphabets, with and without padding. */
const bytes: ScalarWriter = (value, writer) => {
  if (typeof value !== 'string' || !isBase64(value)) return 'use um texto em base64';
  writer.bytes(Buffer.from(value, 'base64'));
  return undefined;
};

const INT32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const UINT32 = [0n, 2n ** 32n - 1n] as const;
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;

/** How every scalar type reads its proto3 JSON forms (protobuf.dev, "ProtoJSON Format"). */
export const SCALAR_WRITERS: Readonly<Record<ScalarType, ScalarWriter>> = {
  [ScalarType.INT32]: integer(...INT32, (writer, value) => writer.int32(Number(value))),
  [ScalarType.SINT32]: integer(...INT32, (writer, value) => writer.sint32(Number(value))),
  [ScalarType.SFIXED32]: integer(...INT32, (writer, value) => writer.sfixed32(Number(value))),
  [ScalarType.UINT32]: integer(...UINT32, (writer, value) => writer.uint32(Number(value))),
  [ScalarType.FIXED32]: integer(...UINT32, (writer, value) => writer.fixed32(Number(value))),
  [ScalarType.INT64]: integer(...INT64, (writer, value) => writer.int64(value)),
  [ScalarType.SINT64]: integer(...INT64, (writer, value) => writer.sint64(value)),
  [ScalarType.SFIXED64]: integer(...INT64, (writer, value) => writer.sfixed64(value)),
  [ScalarType.UINT64]: integer(...UINT64, (writer, value) => writer.uint64(value)),
  [ScalarType.FIXED64]: integer(...UINT64, (writer, value) => writer.fixed64(value)),
  [ScalarType.DOUBLE]: floating(Number.POSITIVE_INFINITY, (writer, value) => writer.double(value)),
  [ScalarType.FLOAT]: floating(MAX_FLOAT, (writer, value) => writer.float(value)),
  [ScalarType.BOOL]: bool,
  [ScalarType.STRING]: string,
  [ScalarType.BYTES]: bytes,
};

/** How a value of each scalar type is framed. */
export const WIRE_TYPES: Readonly<Record<ScalarType, WireType>> = {
  [ScalarType.DOUBLE]: WireType.Bit64,
  [ScalarType.FLOAT]: WireType.Bit32,
  [ScalarType.INT64]: WireType.Varint,
  [ScalarType.UINT64]: WireType.Varint,
  [ScalarType.INT32]: WireType.Varint,
  [ScalarType.FIXED64]: WireType.Bit64,
  [ScalarType.FIXED32]: WireType.Bit32,
  [ScalarType.BOOL]: WireType.Varint,
  [ScalarType.STRING]: WireType.LengthDelimited,
  [ScalarType.BYTES]: WireType.LengthDelimited,
  [ScalarType.UINT32]: WireType.Varint,
  [ScalarType.SFIXED32]: WireType.Bit32,
  [ScalarType.SFIXED64]: WireType.Bit64,
  [ScalarType.SINT32]: WireType.Varint,
  [ScalarType.SINT64]: WireType.Varint,
};
