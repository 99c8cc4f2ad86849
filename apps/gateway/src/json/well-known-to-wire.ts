import { ScalarType } from '@bufbuild/protobuf';
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { WireType } from '@bufbuild/protobuf/wire';
import { isObject, type JsonObject, type JsonTree } from './json-tree.js';
import { SCALAR_WRITERS } from './scalar-to-wire.js';

/** Writes the fields of one well-known message, or says what the value should have been. */
export type WellKnownWriter = (value: JsonTree, writer: BinaryWriter) => string | undefined;

const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;
const MAX_DURATION_SECONDS = 315_576_000_000;
const MIN_TIMESTAMP_SECONDS = Date.parse('0001-01-01T00:00:00Z') / 1000;
const MAX_TIMESTAMP_SECONDS = Date.parse('9999-12-31T23:59:59Z') / 1000;
/** An underscore may stand before a digit only, where lowerCamelCase would lose it. */
const MASK_PATH = /^[a-z](?:[A-Za-z0-9]|_(?=\d))*(?:\.[a-z](?:[A-Za-z0-9]|_(?=\d))*)*$/;

const timestamp: WellKnownWriter = (value, writer) => {
  const takes = 'use um instante como "2026-03-02T12:00:00Z"';
  const match = typeof value === 'string' ? TIMESTAMP.exec(value) : null;
  if (match === null) return takes;
  const part = (index: number): number => Number(match[index] ?? '0');
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const [offsetHour, offsetMinute] = [part(9), part(10)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return takes;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return takes;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second);
  const offset = (offsetHour * 60 + offsetMinute) * 60 * (match[8] === '-' ? -1 : 1);
  const seconds = local.getTime() / 1000 - offset;
  if (seconds < MIN_TIMESTAMP_SECONDS || seconds > MAX_TIMESTAMP_SECONDS) return takes;
  writeSecondsAndNanos(writer, seconds, nanosOf(match[7]));
  return undefined;
};

const daysIn = (year: number, month: number): number => {
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return last.getUTCDate();
};

const duration: WellKnownWriter = (value, writer) => {
  const match = typeof value === 'string' ? DURATION.exec(value) : null;
  const seconds = Number(match?.[2]);
  if (match === null || seconds > MAX_DURATION_SECONDS) return 'use uma duração em segundos como "3.500s"';
  const sign = match[1] === '-' ? -1 : 1;
  writeSecondsAndNanos(writer, sign * seconds, sign * nanosOf(match[3]));
  return undefined;
};

const nanosOf = (fraction = ''): number => Number(fraction.padEnd(9, '0'));

/** Timestamp and Duration have the same fields: int64 seconds = 1, int32 nanos = 2. */
function writeSecondsAndNanos(writer: BinaryWriter, seconds: number, nanos: number): void {
  if (seconds !== 0) writer.tag(1, WireType.Varint).int64(BigInt(seconds));
  if (nanos !== 0) writer.tag(2, WireType.Varint).int32(nanos);
}

const fieldMask: WellKnownWriter = (value, writer) => {
  const paths = value === '' ? [] : typeof value === 'string' ? value.split(',') : undefined;
  if (paths === undefined || !paths.every((path) => MASK_PATH.test(path))) {
    return 'use nomes de campos em lowerCamelCase separados por vírgula';
  }
  for (const path of paths) writer.tag(1, WireType.LengthDelimited).string(snakeCase(path));
  return undefined;
};

const snakeCase = (path: string): string => path.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const struct: WellKnownWriter = (value, writer) =>
  isObject(value) ? writeStruct(value, writer) : 'use um objeto';

const listValue: WellKnownWriter = (value, writer) =>
  Array.isArray(value) ? writeList(value, writer) : 'use uma lista';

function writeStruct(members: JsonObject, writer: BinaryWriter): string | undefined {
  for (const [name, value] of members) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited);
    const wrong = SCALAR_WRITERS[ScalarType.STRING](name, writer);
    writer.tag(2, WireType.LengthDelimited).fork();
    const wrongValue = writeValue(value, writer);
    writer.join().join();
    if (wrong !== undefined || wrongValue !== undefined) return wrong ?? wrongValue;
  }
  return undefined;
}

function writeList(items: readonly JsonTree[], writer: BinaryWriter): string | undefined {
  for (const item of items) {
    writer.tag(1, WireType.LengthDelimited).fork();
    const wrong = writeValue(item, writer);
    writer.join();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** google.protobuf.Value: null 1, number 2, string 3, bool 4, struct 5, list 6. */
function writeValue(value: JsonTree, writer: BinaryWriter): string | undefined {
  if (Array.isArray(value)) return nested(6, () => writeList(value, writer), writer);
  if (isObject(value)) return nested(5, () => writeStruct(value, writer), writer);
  if (value === null) {
    writer.tag(1, WireType.Varint).int32(0);
    return undefined;
  }
  if (typeof value === 'boolean') {
    writer.tag(4, WireType.Varint).bool(value);
    return undefined;
  }
  if (typeof value === 'string') {
    writer.tag(3, WireType.LengthDelimited);
    return SCALAR_WRITERS[ScalarType.STRING](value, writer);
  }
  writer.tag(2, WireType.Bit64);
  return SCALAR_WRITERS[ScalarType.DOUBLE](value, writer);
}

function nested<T>(field: number, write: () => T, writer: BinaryWriter): T {
  writer.tag(field, WireType.LengthDelimited).fork();
  const result = write();
  writer.join();
  return result;
}

/** Messages with a JSON form of their own, except Any and the wrappers. */
export const WELL_KNOWN_WRITERS: ReadonlyMap<string, WellKnownWriter> = new Map([
  ['google.protobuf.Timestamp', timestamp],
  ['google.protobuf.Duration', duration],
  ['google.protobuf.FieldMask', fieldMask],
  ['google.protobuf.Struct', struct],
  ['google.protobuf.ListValue', listValue],
  ['google.protobuf.Value', writeValue],
]);
