import { type DescField, ScalarType } from '@bufbuild/protobuf';
import type { FieldViolation } from '@trilha/service-kit/base';
import { isObject, type JsonObject, type JsonTree } from '../json/json-tree.js';
import { fieldByName, protoPath } from './field-path.js';

/** Messages whose JSON form is one text or number, so that a path or a query can carry them. */
const SCALAR_MESSAGES = new Set(
  ['Timestamp', 'Duration', 'FieldMask']
    .concat(['DoubleValue', 'FloatValue', 'Int64Value', 'UInt64Value', 'Int32Value', 'UInt32Value'])
    .concat(['BoolValue', 'StringValue', 'BytesValue'])
    .map((name) => `google.protobuf.${name}`),
);

/** Whether one text, or a list of texts, can stand for the field. */
export const takesText = (field: DescField): boolean =>
  field.fieldKind !== 'map' && (field.message === undefined || SCALAR_MESSAGES.has(field.message.typeName));

/** The JSON value that a parameter's text means for a field. Texts that mean nothing pass and fail as JSON. */
export function parameterValue(field: DescField, text: string): JsonTree {
  const isBool = field.scalar === ScalarType.BOOL || field.message?.typeName === 'google.protobuf.BoolValue';
  if (isBool && (text === 'true' || text === 'false')) return text === 'true';
  if (field.enum !== undefined && /^-?\d{1,10}$/.test(text)) return BigInt(text);
  if (field.message?.typeName === 'google.protobuf.FieldMask') return camelCasePaths(text);
  return text;
}

/** Masks in parameters may have proto names too; JSON has lowerCamelCase only. */
const camelCasePaths = (mask: string): string => mask.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());

/** Where the values that a request gives twice are told apart. */
export type Origin = 'path' | 'query';

/**
 * Puts a parameter into the JSON of the request. A repeated field takes one value per occurrence. A field that is there
 * already is refused, unless the path repeats what the body says.
 */
export function placeParameter(
  request: JsonObject,
  fields: readonly DescField[],
  value: JsonTree,
  origin: Origin,
): FieldViolation | undefined {
  let holder = request;
  for (const field of fields.slice(0, -1)) {
    const name = keyIn(holder, field);
    const inner = holder.get(name) ?? new Map<string, JsonTree>();
    // A body of a wrong type there is refused when the whole is read.
    if (!isObject(inner)) return undefined;
    holder.set(name, inner);
    holder = inner;
  }
  const field = fields.at(-1) as DescField;
  const name = keyIn(holder, field);
  const present = holder.get(name);
  if (field.fieldKind === 'list' && origin === 'query') {
    if (present === undefined) holder.set(name, [value]);
    else if (Array.isArray(present)) present.push(value);
    return undefined;
  }
  if (present === undefined || present === null) {
    holder.set(name, value);
    return undefined;
  }
  if (origin === 'query') return { field: protoPath(fields), description: 'aparece mais de uma vez' };
  if (String(present) === String(value)) return undefined;
  return { field: protoPath(fields), description: 'difere do valor no caminho' };
}

/** The name under which an object has the field, else its proto name. */
const keyIn = (object: JsonObject, { name, jsonName }: DescField): string =>
  object.has(jsonName) ? jsonName : name;

/**
 * The field mask that a PATCH without one means: every field that the body gives, but those that the path gives.
 *
 * @param bound field paths of the request that the path binds
 */
export function inferMask(resource: DescField, body: JsonTree, bound: readonly string[]): string {
  const paths: string[] = [];
  const visit = (field: DescField, value: JsonTree, path: readonly DescField[]): void => {
    const message = field.fieldKind === 'message' ? field.message : undefined;
    const isOpaque = message === undefined || message.typeName.startsWith('google.protobuf.');
    if (isOpaque || !isObject(value) || value.size === 0) {
      const isBound = bound.includes(protoPath([resource, ...path]));
      if (path.length > 0 && !isBound) paths.push(protoPath(path));
      return;
    }
    for (const name of value.keys()) {
      const inner = fieldByName(message, name);
      if (inner !== undefined) visit(inner, value.get(name) ?? null, [...path, inner]);
    }
  };
  visit(resource, body, []);
  return camelCasePaths(paths.join(','));
}
