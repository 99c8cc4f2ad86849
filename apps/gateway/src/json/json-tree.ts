/**
 * A JSON value as it was written: objects are Maps, so that no name is special, and whole numbers that a double can't
 * hold exactly are bigints.
 */
export type JsonTree = null | boolean | number | bigint | string | JsonTree[] | JsonObject;
export type JsonObject = Map<string, JsonTree>;

export const isObject = (value: JsonTree | undefined): value is JsonObject => value instanceof Map;
