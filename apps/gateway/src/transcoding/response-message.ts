import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type JsonObject,
  type JsonValue,
  type Registry,
  toJson,
} from '@bufbuild/protobuf';
import type { HttpBinding } from './http-rule.js';

/** Turns a binary response message into the text of its proto3 JSON. */
export type ResponseEncoder = (bytes: Uint8Array) => string;

/** Fields in lowerCamelCase, those at their default left out; of the whole response, or of its `response_body`. */
export function responseEncoder({ method, responseBody }: HttpBinding, registry: Registry): ResponseEncoder {
  const { output } = method;
  if (responseBody === undefined) return (bytes) => JSON.stringify(jsonOf(output, bytes, registry));
  const whenAbsent = defaultOf(output, responseBody);
  return (bytes) => {
    const whole = jsonOf(output, bytes, registry) as JsonObject;
    return JSON.stringify(whole[responseBody.jsonName] ?? whenAbsent);
  };
}

const jsonOf = (message: DescMessage, bytes: Uint8Array, registry: Registry): JsonValue =>
  toJson(message, fromBinary(message, bytes), { registry });

function defaultOf(message: DescMessage, { jsonName }: DescField): JsonValue {
  const defaults = toJson(message, create(message), { alwaysEmitImplicit: true }) as JsonObject;
  return defaults[jsonName] ?? null;
}
