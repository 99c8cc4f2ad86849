import {
  create,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  toJson,
} from '@bufbuild/protobuf';
import type { JsonWriter, WireToJson } from '../json/wire-to-json.js';
import type { HttpBinding } from './http-rule.js';

/** How a route's response becomes JSON: the whole of it, or its `response_body`. */
export function responseWriter({ method, responseBody }: HttpBinding, json: WireToJson): JsonWriter {
  const { output } = method;
  if (responseBody === undefined) return json.writerOf(output);
  const whenAbsent = defaultOf(output, responseBody);
  return (bytes) => {
    const whole = json.valueOf(output, bytes) as JsonObject;
    return JSON.stringify(whole[responseBody.jsonName] ?? whenAbsent);
  };
}

function defaultOf(message: DescMessage, { jsonName }: DescField): JsonValue {
  const defaults = toJson(message, create(message), { alwaysEmitImplicit: true }) as JsonObject;
  return defaults[jsonName] ?? null;
}
