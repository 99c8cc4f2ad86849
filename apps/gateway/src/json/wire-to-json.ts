import {
  type DescEnum,
  type DescField,
  type DescMessage,
  fromBinary,
  type JsonValue,
  type Registry,
  toJson,
} from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import { SCALAR_READERS, type ScalarReader, type TextReader } from './scalar-from-wire.js';
import { Irregular, WireCursor } from './wire-cursor.js';

/** Gives the text of a binary message as proto3 JSON: fields in lowerCamelCase, those at their default left out. */
export type JsonWriter = (bytes: Uint8Array) => string;

/** Reads one occurrence of a field into the text of its slot. */
type FieldReader = (cursor: WireCursor, wireType: number, slots: Slots) => void;
type Slots = (string | undefined)[];

/** Protobuf's own limit: deeper messages are left to the careful way, which decides what to do with them. */
const MAX_DEPTH = 100;

/**
 * Writes the JSON of messages straight from their bytes, without making objects of them: each type is compiled once.
 * What is rare goes the careful way, by protobuf-es: maps, well-known types but Timestamp, proto2, and messages that no
 * writer leaves as they are (a field broken off, one message field given in two parts, text that is not UTF-8).
 */
export class WireToJson {
  private readonly compiled = new Map<DescMessage, TextReader>();
  private depth = 0;

  constructor(private readonly registry: Registry) {}

  writerOf(message: DescMessage): JsonWriter {
    const read = this.readerOf(message);
    return (bytes) => {
      this.depth = 0;
      try {
        return read(new WireCursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
      } catch (error) {
        if (error instanceof Irregular) return this.carefully(message, bytes);
        throw error;
      }
    };
  }

  /** The same by way of objects, for every message there is. */
  carefully(message: DescMessage, bytes: Uint8Array): string {
    return JSON.stringify(this.valueOf(message, bytes));
  }

  /** A part that can't be written alone is left to who reads the whole, which also tells what is wrong. */
  private embedded(message: DescMessage, bytes: Uint8Array): string {
    try {
      return this.carefully(message, bytes);
    } catch (error) {
      throw new Irregular('a part that stands for nothing', { cause: error });
    }
  }

  valueOf(message: DescMessage, bytes: Uint8Array): JsonValue {
    return toJson(message, fromBinary(message, bytes), { registry: this.registry });
  }

  private readerOf(message: DescMessage): TextReader {
    const known = this.compiled.get(message);
    if (known !== undefined) return known;
    let read: TextReader = () => '';
    // Before its fields are compiled: a message may hold itself.
    this.compiled.set(message, (cursor) => read(cursor));
    if (message.typeName === 'google.protobuf.Timestamp') read = timestamp;
    else if (isPlain(message)) read = this.compile(message);
    else read = (cursor) => this.embedded(message, cursor.rest());
    this.compiled.set(message, read);
    return read;
  }

  private compile(message: DescMessage): TextReader {
    const fields = message.fields.toSorted((a, b) => a.number - b.number);
    const slotOf = new Map(fields.map((field, slot) => [field, slot]));
    const readers: (FieldReader | undefined)[] = [];
    const byLargeNumber = new Map<number, FieldReader>();
    const keys = fields.map(
      ({ jsonName, fieldKind }) => `${JSON.stringify(jsonName)}:${fieldKind === 'list' ? '[' : ''}`,
    );
    const closing = fields.map(({ fieldKind }) => (fieldKind === 'list' ? ']' : ''));
    for (const [slot, field] of fields.entries()) {
      const siblings = (field.oneof?.fields ?? []).flatMap((other) =>
        other === field ? [] : [slotOf.get(other) as number],
      );
      const reader = clearing(siblings, this.fieldReader(field, slot));
      if (field.number < 256) readers[field.number] = reader;
      else byLargeNumber.set(field.number, reader);
    }
    return (cursor) => {
      if (++this.depth > MAX_DEPTH) throw new Irregular('messages in messages in messages');
      const slots: Slots = [];
      while (cursor.position < cursor.end) {
        const tag = cursor.small();
        const number = tag >>> 3;
        const reader = number < 256 ? readers[number] : byLargeNumber.get(number);
        if (reader !== undefined) reader(cursor, tag & 7, slots);
        else if (number === 0) throw new Irregular('no field has the number 0');
        else cursor.skip(tag & 7);
      }
      this.depth--;
      return objectOf(slots, keys, closing);
    };
  }

  private fieldReader(field: DescField, slot: number): FieldReader {
    switch (field.fieldKind) {
      case 'scalar':
        return singular(SCALAR_READERS[field.scalar], slot, field.presence === Presence.IMPLICIT);
      case 'enum':
        return singular(enumReader(field.enum), slot, field.presence === Presence.IMPLICIT);
      case 'message':
        return messageField(this.readerOf(field.message), slot);
      case 'list': {
        if (field.listKind === 'message') return messageList(this.readerOf(field.message), slot);
        return repeated(
          field.listKind === 'enum' ? enumReader(field.enum) : SCALAR_READERS[field.scalar],
          slot,
        );
      }
      case 'map':
        throw new Error(`${field} is a map, and its message is not plain`);
    }
  }
}

/** Whether a message has only what is compiled here. */
function isPlain(message: DescMessage): boolean {
  const { typeName, fields, proto } = message;
  if (typeName.startsWith('google.protobuf.') || proto.extensionRange.length > 0) return false;
  return fields.every((field) => {
    if (field.fieldKind === 'map' || field.presence === Presence.LEGACY_REQUIRED) return false;
    if (field.proto.name === '__proto__' || field.jsonName === '__proto__') return false;
    if (isDelimited(field)) return false;
    const type = field.fieldKind === 'enum' || field.fieldKind === 'list' ? field.enum : undefined;
    return type === undefined || (type.open && type.typeName !== 'google.protobuf.NullValue');
  });
}

const isDelimited = (field: DescField): boolean => 'delimitedEncoding' in field && field.delimitedEncoding;

function objectOf(slots: Slots, keys: readonly string[], closing: readonly string[]): string {
  let text = '{';
  for (let slot = 0; slot < slots.length; slot++) {
    const value = slots[slot];
    if (value === undefined) continue;
    if (text.length > 1) text += ',';
    text += keys[slot] + value + closing[slot];
  }
  return `${text}}`;
}

/** The last of a oneof's members is the one that holds. */
function clearing(siblings: readonly number[], read: FieldReader): FieldReader {
  if (siblings.length === 0) return read;
  return (cursor, wireType, slots) => {
    for (const slot of siblings) slots[slot] = undefined;
    read(cursor, wireType, slots);
  };
}

function singular(
  { wireType: own, zero, read }: ScalarReader,
  slot: number,
  isImplicit: boolean,
): FieldReader {
  return (cursor, wireType, slots) => {
    if (wireType !== own) throw new Irregular('another wire type than the field has');
    const text = read(cursor);
    slots[slot] = isImplicit && text === zero ? undefined : text;
  };
}

/** A list of numbers comes packed in one piece, in several, or each alone. */
function repeated({ wireType: own, read }: ScalarReader, slot: number): FieldReader {
  const add = (slots: Slots, text: string): void => {
    const before = slots[slot];
    slots[slot] = before === undefined ? text : `${before},${text}`;
  };
  return (cursor, wireType, slots) => {
    if (wireType === own) add(slots, read(cursor));
    else if (wireType === WireType.LengthDelimited) {
      cursor.within(() => {
        while (cursor.position < cursor.end) add(slots, read(cursor));
      });
    } else throw new Irregular('another wire type than the field has');
  };
}

function messageField(read: TextReader, slot: number): FieldReader {
  return (cursor, wireType, slots) => {
    if (wireType !== WireType.LengthDelimited || slots[slot] !== undefined)
      throw new Irregular('no message, or one in two parts');
    slots[slot] = cursor.within(read);
  };
}

function messageList(read: TextReader, slot: number): FieldReader {
  return (cursor, wireType, slots) => {
    if (wireType !== WireType.LengthDelimited) throw new Irregular('no message');
    const text = cursor.within(read);
    const before = slots[slot];
    slots[slot] = before === undefined ? text : `${before},${text}`;
  };
}

function enumReader({ values }: DescEnum): ScalarReader {
  const names = new Map(values.map(({ number, name }) => [number, JSON.stringify(name)]));
  const textOf = (number: number): string => {
    const name = names.get(number);
    if (name === undefined) throw new Irregular('a value that the enum does not have');
    return name;
  };
  return {
    wireType: WireType.Varint,
    zero: names.get(0) ?? '',
    read: (cursor) => {
      cursor.varint();
      return textOf(cursor.lo | 0);
    },
  };
}

const MIN_SECONDS = Date.parse('0001-01-01T00:00:00Z') / 1000;
const MAX_SECONDS = Date.parse('9999-12-31T23:59:59Z') / 1000;

/** An instant in UTC with as many digits as it needs: none, three, six or nine. */
function timestamp(cursor: WireCursor): string {
  let seconds = 0;
  let nanos = 0;
  while (cursor.position < cursor.end) {
    const tag = cursor.small();
    if (tag !== 0x08 && tag !== 0x10) throw new Irregular('a field that no instant has');
    cursor.varint();
    if (tag === 0x10) nanos = cursor.lo | 0;
    else seconds = (cursor.hi | 0) * 0x1_0000_0000 + cursor.lo;
  }
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS && nanos >= 0 && nanos <= 999_999_999))
    throw new Irregular('an instant outside the years 1 to 9999');
  const day = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - day * DAY_SECONDS;
  const hours = Math.floor(rest / 3_600);
  const minutes = Math.floor(rest / 60) % 60;
  const time = `${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[rest % 60]}`;
  return `"${dateOf(day)}T${time}${fractionOf(nanos)}Z"`;
}

const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** A power of two. */
const DATES = 64;
/** Dates of late: the instants of a message are of few days, and the engine takes as long for one as for a long text. */
const dates = Array.from({ length: DATES }, () => ({ day: Number.NaN, text: '' }));

/** @param day since 1970 */
function dateOf(day: number): string {
  const known = dates[day & (DATES - 1)] as { day: number; text: string };
  if (known.day !== day) {
    known.day = day;
    known.text = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
  }
  return known.text;
}

function fractionOf(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  if (nanos % 1_000_000 === 0) return `.${digits.slice(0, 3)}`;
  return nanos % 1_000 === 0 ? `.${digits.slice(0, 6)}` : `.${digits}`;
}
