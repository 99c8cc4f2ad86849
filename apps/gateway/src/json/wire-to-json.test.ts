import {
  clone,
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  type MessageInitShape,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { fixtureRegistry } from '../../test/fixture/fixture-registry.js';
import { tudo } from '../../test/fixture/tudo-json.js';
import { WireToJson } from './wire-to-json.js';

const registry = fixtureRegistry();
const json = new WireToJson(registry);

/** The fixture's message of all kinds without what is read the careful way as a whole: maps and NullValue. */
const regular = ((): DescMessage => {
  const file = clone(FileDescriptorProtoSchema, tudo.file.proto);
  const message = file.messageType.find(({ name }) => name === 'Tudo');
  if (message === undefined) throw new Error('the fixture has no Tudo');
  const dropped = new Set(
    tudo.fields.flatMap(({ fieldKind, name }) => (fieldKind === 'map' || name === 'nulo' ? [name] : [])),
  );
  message.field = message.field.filter(({ name }) => !dropped.has(name));
  message.nestedType = [];
  const made = createFileRegistry(file, (name) => registry.getFile(name)).getMessage(tudo.typeName);
  if (made === undefined) throw new Error('the message was not made');
  return made;
})();

const write = json.writerOf(regular);
const careful = jest.spyOn(json, 'carefully');
beforeEach(() => careful.mockClear());

const bytesOf = (init: MessageInitShape<DescMessage>): Uint8Array => toBinary(regular, create(regular, init));
const field = (name: string): DescField => {
  const found = regular.fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
};
const wire = (name: string, type: WireType): BinaryWriter => new BinaryWriter().tag(field(name).number, type);

/** What either way gives: the value, or that it can't be written. */
function outcome(give: () => string): unknown {
  try {
    return JSON.parse(give(), (_key, value) => (value === 0 ? 0 : value));
  } catch {
    return 'refused';
  }
}

it('writes every kind of field as the careful way does, without going it', () => {
  const bytes = bytesOf({
    texto: 'aspas " e \n e ç😀',
    livros: [{ nome: 'um', etiquetas: ['a', 'b'] }, {}],
    numeros: [1n, -1n, 9_007_199_254_740_993n],
    instante: { seconds: -62_135_596_800n, nanos: 1_000 },
    dados: new Uint8Array([255, 0]),
  });
  const text = write(bytes);
  expect(careful).not.toHaveBeenCalled();
  expect(JSON.parse(text)).toEqual(json.valueOf(regular, bytes));
});

it('agrees with the careful way on any fields in any order', () => {
  fc.assert(
    fc.property(messageBytes(regular, 2), (bytes) => {
      expect(outcome(() => write(bytes))).toEqual(outcome(() => json.carefully(regular, bytes)));
    }),
    { numRuns: 1_000 },
  );
});

it('agrees with the careful way on messages that are broken somewhere', () => {
  const broken = fc
    .tuple(messageBytes(regular, 1), fc.nat(), fc.nat(255), fc.boolean())
    .map(([bytes, at, value, cut]) => {
      const harmed = Uint8Array.from(bytes);
      if (harmed.length === 0) return harmed;
      harmed[at % harmed.length] = value;
      return cut ? harmed.subarray(0, at % harmed.length) : harmed;
    });
  fc.assert(
    fc.property(broken, (bytes) => {
      expect(outcome(() => write(bytes))).toEqual(outcome(() => json.carefully(regular, bytes)));
    }),
    { numRuns: 1_000 },
  );
});

it('merges a message field that comes in two parts', () => {
  const part = (init: MessageInitShape<DescMessage>): Uint8Array => bytesOf({ instante: init });
  const bytes = Buffer.concat([part({ seconds: 5n }), part({ nanos: 7_000_000 })]);
  expect(JSON.parse(write(bytes))).toEqual({ instante: '1970-01-01T00:00:05.007Z' });
});

it('keeps the sign of a zero', () => {
  const type = regular.fields.find((one) => one.scalar === ScalarType.DOUBLE)?.name ?? '';
  const bytes = wire(type, WireType.Bit64).double(-0).finish();
  expect(write(bytes)).toBe(`{"${field(type).jsonName}":-0}`);
});

it('skips fields that it does not know', () => {
  const bytes = new BinaryWriter().tag(5_000, WireType.LengthDelimited).string('x').finish();
  expect(write(Buffer.concat([bytes, bytesOf({ texto: 'a' })]))).toBe('{"texto":"a"}');
  expect(careful).not.toHaveBeenCalled();
});

it('writes a message of instants at both ends of time, and refuses one beyond', () => {
  const timestamp = json.writerOf(TimestampSchema);
  const at = (seconds: bigint, nanos = 0): string =>
    timestamp(toBinary(TimestampSchema, create(TimestampSchema, { seconds, nanos })));
  expect(at(-62_135_596_800n)).toBe('"0001-01-01T00:00:00Z"');
  expect(at(253_402_300_799n, 999_999_999)).toBe('"9999-12-31T23:59:59.999999999Z"');
  expect(at(0n, 120_000_000)).toBe('"1970-01-01T00:00:00.120Z"');
  expect(() => at(253_402_300_800n)).toThrow('0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z');
});

it('writes instants of days near and far as the engine does, in any order', () => {
  const timestamp = json.writerOf(TimestampSchema);
  const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
  // Few days, many of them a multiple of 64 apart.
  const crowded = fc.nat(10).map((step) => step * 32 * 86_400 + step);
  fc.assert(
    fc.property(fc.array(fc.oneof(seconds, crowded)), (instants) => {
      for (const instant of instants) {
        const bytes = toBinary(TimestampSchema, create(TimestampSchema, { seconds: BigInt(instant) }));
        expect(timestamp(bytes)).toBe(`"${new Date(instant * 1000).toISOString().replace('.000', '')}"`);
      }
    }),
  );
});

/** Any bytes that a writer of the message could leave, and some that only a strange one would. */
function messageBytes(message: DescMessage, depth: number): fc.Arbitrary<Uint8Array> {
  const plain = message.fields.filter(
    (one) => one.fieldKind !== 'map' && (depth > 0 || one.message === undefined),
  );
  if (plain.length === 0) return fc.constant(new Uint8Array());
  const one = fc.constantFrom(...plain).chain((of) => fieldBytes(of, depth));
  return fc.array(one, { maxLength: 8 }).map((parts) => Buffer.concat(parts));
}

function fieldBytes(of: DescField, depth: number): fc.Arbitrary<Uint8Array> {
  const { number } = of;
  if (of.message !== undefined) {
    return messageBytes(of.message, depth - 1).map((bytes) =>
      new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish(),
    );
  }
  const scalar = of.fieldKind === 'enum' || of.scalar === undefined ? ScalarType.INT32 : of.scalar;
  const { wireType, values } = scalarValues(scalar, of.enum !== undefined);
  const alone = values.map((put) => {
    const writer = new BinaryWriter().tag(number, wireType);
    put(writer);
    return writer.finish();
  });
  if (of.fieldKind !== 'list' || wireType === WireType.LengthDelimited) return alone;
  const packed = fc.array(values, { maxLength: 4 }).map((puts) => {
    const inside = new BinaryWriter();
    for (const put of puts) put(inside);
    return new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(inside.finish()).finish();
  });
  return fc.oneof(alone, packed);
}

type Put = (writer: BinaryWriter) => unknown;

function scalarValues(
  scalar: ScalarType,
  isEnum: boolean,
): { readonly wireType: WireType; readonly values: fc.Arbitrary<Put> } {
  const of = <T>(
    wireType: WireType,
    from: fc.Arbitrary<T>,
    put: (writer: BinaryWriter, value: T) => unknown,
  ) => ({
    wireType,
    values: from.map(
      (value): Put =>
        (writer) =>
          put(writer, value),
    ),
  });
  const int32 = fc.oneof(fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
  const uint32 = fc.oneof(fc.constantFrom(0, 1, 2 ** 32 - 1), fc.nat());
  const int64 = fc.oneof(
    fc.constantFrom(0n, -1n, 2n ** 53n, -(2n ** 63n)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  );
  const uint64 = fc.oneof(
    fc.constantFrom(0n, 2n ** 53n, 2n ** 64n - 1n),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  );
  if (isEnum) return of(WireType.Varint, fc.integer({ min: 0, max: 5 }), (to, value) => to.int32(value));
  switch (scalar) {
    case ScalarType.DOUBLE:
      return of(WireType.Bit64, fc.double(), (to, value) => to.double(value));
    case ScalarType.FLOAT:
      return of(WireType.Bit32, fc.float(), (to, value) => to.float(value));
    case ScalarType.INT64:
      return of(WireType.Varint, int64, (to, value) => to.int64(value));
    case ScalarType.UINT64:
      return of(WireType.Varint, uint64, (to, value) => to.uint64(value));
    case ScalarType.INT32:
      return of(WireType.Varint, int32, (to, value) => to.int32(value));
    case ScalarType.FIXED64:
      return of(WireType.Bit64, uint64, (to, value) => to.fixed64(value));
    case ScalarType.FIXED32:
      return of(WireType.Bit32, uint32, (to, value) => to.fixed32(value));
    case ScalarType.BOOL:
      return of(WireType.Varint, fc.boolean(), (to, value) => to.bool(value));
    case ScalarType.STRING:
      return of(WireType.LengthDelimited, fc.string({ unit: 'binary' }), (to, value) => to.string(value));
    case ScalarType.BYTES:
      return of(WireType.LengthDelimited, fc.uint8Array(), (to, value) => to.bytes(value));
    case ScalarType.UINT32:
      return of(WireType.Varint, uint32, (to, value) => to.uint32(value));
    case ScalarType.SFIXED32:
      return of(WireType.Bit32, int32, (to, value) => to.sfixed32(value));
    case ScalarType.SFIXED64:
      return of(WireType.Bit64, int64, (to, value) => to.sfixed64(value));
    case ScalarType.SINT32:
      return of(WireType.Varint, int32, (to, value) => to.sint32(value));
    case ScalarType.SINT64:
      return of(WireType.Varint, int64, (to, value) => to.sint64(value));
  }
}
