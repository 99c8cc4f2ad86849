import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';

const MAX_DEPTH = 2;

const WELL_KNOWN: Readonly<Record<string, unknown>> = {
  'google.protobuf.Timestamp': '2026-03-02T12:00:00Z',
  'google.protobuf.Duration': '3.500s',
  'google.protobuf.FieldMask': 'titulo',
  'google.protobuf.BoolValue': true,
  'google.protobuf.StringValue': 'texto',
};

const INTEGERS_AS_TEXT = new Set([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.FIXED64,
  ScalarType.SFIXED64,
]);

/** A value that a field could have; undefined where none is telling. */
export function exampleOf(field: DescField, depth = 0): unknown {
  const one = single(field, depth);
  if (one === undefined) return undefined;
  if (field.fieldKind === 'list') return [one];
  return field.fieldKind === 'map' ? { chave: one } : one;
}

/** An object with an example of every field, without some of them; of a oneof only the first. */
export function exampleObject(
  message: DescMessage,
  without: ReadonlySet<DescField> = new Set(),
  depth = 0,
): Readonly<Record<string, unknown>> {
  const entries = message.fields
    .filter((field) => !without.has(field) && (field.oneof === undefined || field.oneof.fields[0] === field))
    .map((field) => [field.jsonName, exampleOf(field, depth + 1)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function single({ name, message, enum: enumeration, scalar }: DescField, depth: number): unknown {
  if (message !== undefined) {
    if (message.typeName.startsWith('google.protobuf.')) return WELL_KNOWN[message.typeName];
    return depth > MAX_DEPTH ? undefined : exampleObject(message, new Set(), depth);
  }
  if (enumeration !== undefined) return (enumeration.values[1] ?? enumeration.values[0])?.name;
  if (scalar === ScalarType.BOOL) return true;
  if (scalar === ScalarType.BYTES) return 'AQID';
  if (scalar === ScalarType.STRING)
    return name.startsWith('id') ? `${name.replace(/^id_?/, '') || 'id'}-1` : name;
  return scalar !== undefined && INTEGERS_AS_TEXT.has(scalar) ? '10' : 10;
}
