import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type Registry,
  ScalarType,
} from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { FieldViolation } from '@trilha/service-kit/base';
import { exactInteger } from './exact-integer.js';
import { isObject, type JsonObject, type JsonTree } from './json-tree.js';
import { SCALAR_WRITERS, WIRE_TYPES } from './scalar-to-wire.js';
import { WELL_KNOWN_WRITERS } from './well-known-to-wire.js';

/** Writes one value, or says what it should have been. What is wrong inside it goes to the violations. */
type ValueWriter = (value: JsonTree, path: string, out: Output) => string | undefined;

interface Output {
  readonly writer: BinaryWriter;
  readonly violations: FieldViolation[];
}

interface FieldPlan {
  readonly field: DescField;
  readonly write: ValueWriter;
  /** A JSON null is a value and does not mean absent. */
  readonly takesNull: boolean;
}

/**
 * Turns proto3 JSON into protobuf's binary form in one pass, strictly: every field that is unknown, of a wrong type, out of
 * range or set twice is named by its path, all at once. Mapping: protobuf.dev, "ProtoJSON Format".
 *
 * A plan per message is made on first use and kept.
 */
export class JsonToWire {
  private readonly plans = new Map<string, ReadonlyMap<string, FieldPlan>>();

  /** @param registry finds the types inside google.protobuf.Any */
  constructor(private readonly registry: Registry) {}

  /** The bytes are worth nothing when there are violations. */
  encode(
    message: DescMessage,
    value: JsonTree,
  ): { bytes: Uint8Array; violations: readonly FieldViolation[] } {
    const out: Output = { writer: new BinaryWriter(), violations: [] };
    report(out, '', this.writeMessage(message, value, '', out));
    return { bytes: out.writer.finish(), violations: out.violations };
  }

  private writeMessage(message: DescMessage, value: JsonTree, path: string, out: Output): string | undefined {
    const wellKnown = WELL_KNOWN_WRITERS.get(message.typeName);
    if (wellKnown !== undefined) return wellKnown(value, out.writer);
    if (message.typeName === 'google.protobuf.Any') return this.writeAny(value, path, out);
    if (isWrapperDesc(message)) return writeWrapper(message, value, out.writer);
    if (!isObject(value)) return 'use um objeto';
    const plan = this.planOf(message);
    const seen = new Set<DescField>();
    const oneofs = new Map<string, DescField>();
    for (const [name, member] of value) {
      const entry = plan.get(name);
      if (entry === undefined) {
        report(out, join(path, name), 'campo desconhecido');
        continue;
      }
      const { field } = entry;
      const own = join(path, field.name);
      if (seen.has(field)) report(out, own, 'aparece mais de uma vez');
      seen.add(field);
      if (member === null && !entry.takesNull) continue;
      if (field.oneof !== undefined) {
        const other = oneofs.get(field.oneof.name);
        if (other !== undefined) report(out, own, `não pode vir junto com ${other.name}`);
        oneofs.set(field.oneof.name, field);
      }
      report(out, own, entry.write(member, own, out));
    }
    return undefined;
  }

  /** `{"@type": URL, …fields}`, or `{"@type": URL, "value": …}` for types with a JSON form of their own. */
  private writeAny(value: JsonTree, path: string, out: Output): string | undefined {
    if (!isObject(value)) return 'use um objeto com "@type"';
    if (value.size === 0) return undefined;
    const url = value.get('@type') ?? null;
    const name = typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : '';
    const message = this.registry.getMessage(name);
    if (message === undefined) {
      report(out, join(path, '@type'), 'tipo desconhecido');
      return undefined;
    }
    const members: JsonObject = new Map(value);
    members.delete('@type');
    const inner: Output = { writer: new BinaryWriter(), violations: out.violations };
    if (hasOwnJson(message)) {
      for (const other of members.keys()) {
        if (other !== 'value') report(out, join(path, other), 'campo desconhecido');
      }
      const own = join(path, 'value');
      report(out, own, this.writeMessage(message, members.get('value') ?? null, own, inner));
    } else {
      report(out, path, this.writeMessage(message, members, path, inner));
    }
    out.writer.tag(1, WireType.LengthDelimited);
    report(out, join(path, '@type'), SCALAR_WRITERS[ScalarType.STRING](url, out.writer));
    out.writer.tag(2, WireType.LengthDelimited).bytes(inner.writer.finish());
    return undefined;
  }

  private planOf(message: DescMessage): ReadonlyMap<string, FieldPlan> {
    const known = this.plans.get(message.typeName);
    if (known !== undefined) return known;
    const plan = new Map<string, FieldPlan>();
    // Kept before it is full, because messages may contain themselves.
    this.plans.set(message.typeName, plan);
    for (const field of message.fields) {
      const entry = { field, write: this.fieldWriter(field), takesNull: takesNull(field) };
      plan.set(field.name, entry).set(field.jsonName, entry);
    }
    return plan;
  }

  private fieldWriter(field: DescField): ValueWriter {
    if (field.fieldKind === 'list') return this.listWriter(field);
    if (field.fieldKind === 'map') return this.mapWriter(field);
    const { wireType, write } = this.single(field);
    return (value, path, out) => {
      out.writer.tag(field.number, wireType);
      return write(value, path, out);
    };
  }

  private listWriter(field: DescField & { fieldKind: 'list' }): ValueWriter {
    const { wireType, write } = this.single(field);
    const nullable = takesNull(field);
    return (value, path, out) => {
      if (!Array.isArray(value)) return 'use uma lista';
      if (value.length === 0) return undefined;
      if (field.packed) out.writer.tag(field.number, WireType.LengthDelimited).fork();
      for (const [index, item] of value.entries()) {
        const own = `${path}[${index}]`;
        if (item === null && !nullable) report(out, own, 'não pode ser null');
        else {
          if (!field.packed) out.writer.tag(field.number, wireType);
          report(out, own, write(item, own, out));
        }
      }
      if (field.packed) out.writer.join();
      return undefined;
    };
  }

  private mapWriter(field: DescField & { fieldKind: 'map' }): ValueWriter {
    const { wireType, write } = this.single(field);
    const nullable = takesNull(field);
    return (value, path, out) => {
      if (!isObject(value)) return 'use um objeto';
      const seen = new Set<JsonTree>();
      for (const [name, member] of value) {
        const own = `${path}[${JSON.stringify(name)}]`;
        const key = keyOf(field.mapKey, name);
        if (seen.has(key)) report(out, own, 'aparece mais de uma vez');
        seen.add(key);
        out.writer.tag(field.number, WireType.LengthDelimited).fork();
        out.writer.tag(1, WIRE_TYPES[field.mapKey]);
        report(out, own, SCALAR_WRITERS[field.mapKey](key, out.writer));
        if (member === null && !nullable) report(out, own, 'não pode ser null');
        else {
          out.writer.tag(2, wireType);
          report(out, own, write(member, own, out));
        }
        out.writer.join();
      }
      return undefined;
    };
  }

  /** How one value of a field is written: the field itself, an item of a list, a value of a map. */
  private single({ message, enum: enumeration, scalar }: DescField): {
    wireType: WireType;
    write: ValueWriter;
  } {
    if (message !== undefined) {
      return {
        wireType: WireType.LengthDelimited,
        write: (value, path, out) => {
          out.writer.fork();
          const wrong = this.writeMessage(message, value, path, out);
          out.writer.join();
          return wrong;
        },
      };
    }
    if (enumeration !== undefined) return { wireType: WireType.Varint, write: enumWriter(enumeration) };
    const type = scalar ?? ScalarType.STRING;
    const writeScalar = SCALAR_WRITERS[type];
    return {
      wireType: WIRE_TYPES[type],
      write: (value, _path, out) => writeScalar(value, out.writer),
    };
  }
}

function enumWriter(enumeration: DescEnum): ValueWriter {
  const numbers = new Map(enumeration.values.map(({ name, number }) => [name, BigInt(number)]));
  const takes = `use um de: ${[...numbers.keys()].join(', ')}`;
  const isNull = enumeration.typeName === NULL_VALUE;
  return (value, _path, { writer }) => {
    const number = isNull && value === null ? 0n : typeof value === 'string' ? numbers.get(value) : value;
    if (number === undefined) return takes;
    return SCALAR_WRITERS[ScalarType.INT32](number, writer) === undefined ? undefined : takes;
  };
}

function writeWrapper({ fields: [field] }: DescMessage, value: JsonTree, writer: BinaryWriter) {
  const type = field?.scalar ?? ScalarType.STRING;
  writer.tag(1, WIRE_TYPES[type]);
  return SCALAR_WRITERS[type](value, writer);
}

/** Enough to repair a request; a body made to annoy is not answered by a larger one. */
const MAX_VIOLATIONS = 100;
const NULL_VALUE = 'google.protobuf.NullValue';

const takesNull = ({ message, enum: enumeration }: DescField): boolean =>
  message?.typeName === 'google.protobuf.Value' || enumeration?.typeName === NULL_VALUE;

const hasOwnJson = (message: DescMessage): boolean =>
  WELL_KNOWN_WRITERS.has(message.typeName) ||
  message.typeName === 'google.protobuf.Any' ||
  isWrapperDesc(message);

/** JSON has only texts as names; those of other keys are read as their values. */
function keyOf(type: ScalarType, name: string): JsonTree {
  if (type === ScalarType.STRING) return name;
  if (type === ScalarType.BOOL) return name === 'true' || name === 'false' ? name === 'true' : name;
  return exactInteger(name) ?? name;
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function report(out: Output, field: string, description: string | undefined): void {
  if (description === undefined || out.violations.length >= MAX_VIOLATIONS) return;
  out.violations.push({ field, description });
}
