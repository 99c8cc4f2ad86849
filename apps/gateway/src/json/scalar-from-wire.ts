import { ScalarType } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import type { WireCursor } from './wire-cursor.js';

/** Reads a value and gives its proto3 JSON text. */
export type TextReader = (cursor: WireCursor) => string;

export interface ScalarReader {
  readonly wireType: WireType;
  /** The text of its zero value, which is left out where presence is implicit. */
  readonly zero: string;
  readonly read: TextReader;
}

const TWO_32 = 0x1_0000_0000;
const MAX_SAFE_HI = 0x1f_ffff;

/** 64 bits are texts in JSON, because its readers keep 53. */
const unsigned64 = ({ lo, hi }: WireCursor): string =>
  hi <= MAX_SAFE_HI ? `"${hi * TWO_32 + lo}"` : `"${(BigInt(hi) << 32n) | BigInt(lo)}"`;

const signed64 = (cursor: WireCursor): string => {
  const { lo, hi } = cursor;
  return hi <= MAX_SAFE_HI ? unsigned64(cursor) : `"${(BigInt(hi | 0) << 32n) | BigInt(lo)}"`;
};

const zigzag64 = ({ lo, hi }: WireCursor): string => {
  const value = (BigInt(hi) << 32n) | BigInt(lo);
  return `"${(value >> 1n) ^ -(value & 1n)}"`;
};

/** Numbers that JSON has no word for are texts; a zero keeps its sign. */
const decimal = (value: number): string => {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
};

const varint =
  (text: TextReader): TextReader =>
  (cursor) => {
    cursor.varint();
    return text(cursor);
  };
const fixed32 =
  (text: TextReader): TextReader =>
  (cursor) => {
    cursor.fixed32();
    return text(cursor);
  };
const fixed64 =
  (text: TextReader): TextReader =>
  (cursor) => {
    cursor.fixed64();
    return text(cursor);
  };
const signed32 = ({ lo }: WireCursor): string => String(lo | 0);
const unsigned32 = ({ lo }: WireCursor): string => String(lo);

/** Readers of scalars, one a type. */
export const SCALAR_READERS: Readonly<Record<ScalarType, ScalarReader>> = {
  [ScalarType.DOUBLE]: {
    wireType: WireType.Bit64,
    zero: '0',
    read: (cursor) => decimal(cursor.double()),
  },
  [ScalarType.FLOAT]: { wireType: WireType.Bit32, zero: '0', read: (cursor) => decimal(cursor.float()) },
  [ScalarType.INT64]: { wireType: WireType.Varint, zero: '"0"', read: varint(signed64) },
  [ScalarType.UINT64]: { wireType: WireType.Varint, zero: '"0"', read: varint(unsigned64) },
  [ScalarType.INT32]: { wireType: WireType.Varint, zero: '0', read: varint(signed32) },
  [ScalarType.FIXED64]: { wireType: WireType.Bit64, zero: '"0"', read: fixed64(unsigned64) },
  [ScalarType.FIXED32]: { wireType: WireType.Bit32, zero: '0', read: fixed32(unsigned32) },
  [ScalarType.BOOL]: {
    wireType: WireType.Varint,
    zero: 'false',
    read: varint(({ lo, hi }) => (lo !== 0 || hi !== 0 ? 'true' : 'false')),
  },
  [ScalarType.STRING]: {
    wireType: WireType.LengthDelimited,
    zero: '""',
    read: (cursor) => JSON.stringify(cursor.string()),
  },
  [ScalarType.BYTES]: {
    wireType: WireType.LengthDelimited,
    zero: '""',
    read: (cursor) => `"${cursor.base64()}"`,
  },
  [ScalarType.UINT32]: { wireType: WireType.Varint, zero: '0', read: varint(unsigned32) },
  [ScalarType.SFIXED32]: { wireType: WireType.Bit32, zero: '0', read: fixed32(signed32) },
  [ScalarType.SFIXED64]: { wireType: WireType.Bit64, zero: '"0"', read: fixed64(signed64) },
  [ScalarType.SINT32]: {
    wireType: WireType.Varint,
    zero: '0',
    read: varint(({ lo }) => String((lo >>> 1) ^ -(lo & 1))),
  },
  [ScalarType.SINT64]: { wireType: WireType.Varint, zero: '"0"', read: varint(zigzag64) },
};
