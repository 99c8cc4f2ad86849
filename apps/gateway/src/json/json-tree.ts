/**
 * A JSON value as it was written: objects are Maps, so that no name is special, and whole numbers are bigints, so that a
 * number is never one that only rounding made whole. Minus zero is a number, because only a double can hold it.
 */
export type JsonTree = null | boolean | number | bigint | string | JsonTree[] | JsonObject;
export type JsonObject = Map<string, JsonTree>;

/** Levels that a request may nest, however it is written, so that none exhausts a stack, ours or a service's. */
export const MAX_DEPTH = 100;

export const isObject = (value: JsonTree | undefined): value is JsonObject => value instanceof Map;
