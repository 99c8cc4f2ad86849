import type { DescField } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { FieldViolation } from '@trilha/service-kit/base';
import type { JsonToWire } from '../json/json-to-wire.js';
import { type JsonObject, type JsonTree, MAX_DEPTH } from '../json/json-tree.js';
import { protoPath, resolveFieldPath } from './field-path.js';
import type { HttpBinding } from './http-rule.js';
import { InvalidRequest } from './invalid-request.js';
import { inferMask, parameterValue, placeParameter, takesText } from './parameters.js';
import type { Capture } from './router.js';

const MASK_FIELD = 'update_mask';

export interface RequestParts {
  readonly captures: readonly Capture[];
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Undefined when no body came, and where the body is raw bytes. */
  readonly body: JsonTree | undefined;
}

/**
 * Makes the binary request message of a route out of path, query and body.
 *
 * @throws InvalidRequest naming every field and parameter that is unknown, wrong or given twice
 */
export function encodeRequest(binding: HttpBinding, parts: RequestParts, json: JsonToWire): Uint8Array {
  const violations: FieldViolation[] = [];
  const message = withBody(binding, parts.body);
  if (message === undefined) throw new InvalidRequest([{ field: 'body', description: 'use um objeto' }]);
  const mask = maskOf(binding, parts.body);
  placeCaptures(binding, message, parts.captures, violations);
  placeQuery(binding, message, parts.query, violations);
  if (mask !== undefined && !message.has(MASK_FIELD) && !message.has('updateMask')) {
    message.set(MASK_FIELD, mask);
  }
  const encoded = json.encode(binding.method.input, message);
  violations.push(...encoded.violations);
  if (violations.length > 0) throw new InvalidRequest(violations);
  return encoded.bytes;
}

/** Wraps raw bytes as the google.api.HttpBody that the route takes, to be put behind the other fields. */
export function encodeRawBody(
  { body }: HttpBinding,
  part: { readonly contentType?: string; readonly data?: Uint8Array },
): Uint8Array {
  const writer = new BinaryWriter();
  if (body.kind === 'field') writer.tag(body.field.number, WireType.LengthDelimited).fork();
  if (part.contentType) writer.tag(1, WireType.LengthDelimited).string(part.contentType);
  if (part.data !== undefined && part.data.length > 0) {
    writer.tag(2, WireType.LengthDelimited).bytes(part.data);
  }
  if (body.kind === 'field') writer.join();
  return writer.finish();
}

function withBody({ body }: HttpBinding, value: JsonTree | undefined): JsonObject | undefined {
  if (value === undefined) return new Map();
  if (body.kind === 'field') return new Map([[body.field.name, value]]);
  return value instanceof Map ? value : undefined;
}

function placeCaptures(
  { method }: HttpBinding,
  message: JsonObject,
  captures: readonly Capture[],
  violations: FieldViolation[],
): void {
  for (const { field, value } of captures) {
    const fields = resolveFieldPath(method.input, field) ?? [];
    const violation = placeParameter(
      message,
      fields,
      parameterValue(fields.at(-1) as DescField, value),
      'path',
    );
    if (violation !== undefined) violations.push(violation);
  }
}

function placeQuery(
  binding: HttpBinding,
  message: JsonObject,
  query: RequestParts['query'],
  violations: FieldViolation[],
): void {
  for (const [name, text] of query) {
    const fields = resolveFieldPath(binding.method.input, name);
    const leaf = fields?.at(-1);
    const refusal =
      fields === undefined || leaf === undefined
        ? 'parâmetro desconhecido'
        : refusalOf(binding, fields, leaf);
    const violation =
      fields === undefined || leaf === undefined || refusal !== undefined
        ? { field: fields === undefined ? name : protoPath(fields), description: refusal ?? '' }
        : placeParameter(message, fields, parameterValue(leaf, text), 'query');
    if (violation !== undefined) violations.push(violation);
  }
}

/** Why the query may not give a field of the request, if so. */
function refusalOf(
  { template, body }: HttpBinding,
  fields: readonly DescField[],
  leaf: DescField,
): string | undefined {
  if (fields.length > MAX_DEPTH) return `tem mais de ${MAX_DEPTH} níveis`;
  if (template.variables.some(({ field }) => field === protoPath(fields))) return 'vem do caminho';
  if (body.kind === 'all' || (body.kind === 'field' && fields[0] === body.field)) return 'vem no corpo';
  return takesText(leaf) ? undefined : 'não cabe em um parâmetro';
}

/** AIP-134: a PATCH without a mask changes the fields that it gives. */
function maskOf(
  { httpMethod, method, body, template }: HttpBinding,
  value: JsonTree | undefined,
): string | undefined {
  const hasMask = method.input.fields.some(
    ({ name, message }) => name === MASK_FIELD && message?.typeName === 'google.protobuf.FieldMask',
  );
  if (httpMethod !== 'PATCH' || !hasMask || body.kind !== 'field' || value === undefined) return undefined;
  return inferMask(
    body.field,
    value,
    template.variables.map(({ field }) => field),
  );
}
