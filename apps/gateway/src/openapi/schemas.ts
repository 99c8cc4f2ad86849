import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { Comments } from './comments.js';

export type Schema = Readonly<Record<string, unknown>>;

const whole = (minimum: number, maximum: number): Schema => ({
  type: 'integer',
  format: 'int32',
  minimum,
  maximum,
});
const int32 = whole(-2_147_483_648, 2_147_483_647);
const uint32: Schema = { type: 'integer', format: 'int64', minimum: 0, maximum: 4_294_967_295 };
const int64: Schema = { type: 'string', format: 'int64', pattern: '^-?[0-9]{1,19}$' };
const uint64: Schema = { type: 'string', format: 'uint64', pattern: '^[0-9]{1,20}$' };
const floating = (format: string): Schema => ({
  anyOf: [{ type: 'number', format }, { enum: ['NaN', 'Infinity', '-Infinity'] }],
});

const SCALARS: Readonly<Record<ScalarType, Schema>> = {
  [ScalarType.DOUBLE]: floating('double'),
  [ScalarType.FLOAT]: floating('float'),
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FIXED64]: uint64,
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
};

/** Well-known messages whose JSON is no object of their fields. */
const WELL_KNOWN: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ['Timestamp', { type: 'string', format: 'date-time' }],
  ['Duration', { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]{1,9})?s$' }],
  ['FieldMask', { type: 'string', description: 'Campos em lowerCamelCase, separados por vírgula.' }],
  ['Struct', { type: 'object', additionalProperties: true }],
  ['ListValue', { type: 'array', items: {} }],
  ['Value', {}],
  ['Any', { type: 'object', properties: { '@type': { type: 'string' } }, additionalProperties: true }],
  ['DoubleValue', SCALARS[ScalarType.DOUBLE]],
  ['FloatValue', SCALARS[ScalarType.FLOAT]],
  ['Int64Value', int64],
  ['UInt64Value', uint64],
  ['Int32Value', int32],
  ['UInt32Value', uint32],
  ['BoolValue', SCALARS[ScalarType.BOOL]],
  ['StringValue', SCALARS[ScalarType.STRING]],
  ['BytesValue', SCALARS[ScalarType.BYTES]],
]);

export const wellKnownSchema = ({ typeName }: DescMessage): Schema | undefined =>
  typeName.startsWith('google.protobuf.')
    ? WELL_KNOWN.get(typeName.slice('google.protobuf.'.length))
    : undefined;

/** Makes the JSON Schema of proto3 JSON from descriptors, and keeps every message and enum that was named. */
export class Schemas {
  /** By full name, as `#/components/schemas` has them. */
  readonly components = new Map<string, Schema>();

  constructor(private readonly comments: Comments) {}

  message(message: DescMessage): Schema {
    const known = wellKnownSchema(message);
    if (known !== undefined) return known;
    if (!this.components.has(message.typeName)) {
      // A place is taken first, because messages may contain themselves.
      this.components.set(message.typeName, {});
      this.components.set(message.typeName, this.object(message));
    }
    return { $ref: `#/components/schemas/${message.typeName}` };
  }

  /** The object in place, without some of its fields. */
  object(message: DescMessage, without: ReadonlySet<DescField> = new Set()): Schema {
    const fields = message.fields.filter((field) => !without.has(field));
    return {
      type: 'object',
      ...this.describe(this.comments(message)),
      properties: Object.fromEntries(fields.map((field) => [field.jsonName, this.field(field)])),
      additionalProperties: false,
    };
  }

  field(field: DescField): Schema {
    const described = this.describe(this.comments(field));
    const one = this.single(field);
    if (field.fieldKind === 'list') return { type: 'array', items: one, ...described };
    if (field.fieldKind === 'map') return { type: 'object', additionalProperties: one, ...described };
    return { ...one, ...described };
  }

  private single({ message, enum: enumeration, scalar }: DescField): Schema {
    if (message !== undefined) return this.message(message);
    return enumeration === undefined ? SCALARS[scalar ?? ScalarType.STRING] : this.enumeration(enumeration);
  }

  private enumeration(desc: DescEnum): Schema {
    if (desc.typeName === 'google.protobuf.NullValue') return { type: 'null' };
    const values = desc.values.map((value) => ({ name: value.name, text: this.comments(value) }));
    const explained = values
      .filter(({ text }) => text !== '')
      .map(({ name, text }) => `- \`${name}\`: ${text}`);
    this.components.set(desc.typeName, {
      type: 'string',
      enum: values.map(({ name }) => name),
      ...this.describe([this.comments(desc), ...explained].filter((text) => text !== '').join('\n')),
    });
    return { $ref: `#/components/schemas/${desc.typeName}` };
  }

  private describe(description: string): Schema {
    return description === '' ? {} : { description };
  }
}
