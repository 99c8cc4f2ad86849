import type { DescField, DescMessage } from '@bufbuild/protobuf';

/** A field by its name in the proto or its JSON name. */
export const fieldByName = (message: DescMessage, name: string): DescField | undefined =>
  message.fields.find((field) => field.name === name || field.jsonName === name);

/**
 * The fields along a path such as `curso.id`, by proto or JSON names; only through singular messages.
 *
 * @returns undefined when a step names no field
 */
export function resolveFieldPath(message: DescMessage, path: string): DescField[] | undefined {
  const fields: DescField[] = [];
  let current: DescMessage | undefined = message;
  for (const name of path.split('.')) {
    const field: DescField | undefined = current === undefined ? undefined : fieldByName(current, name);
    if (field === undefined) return undefined;
    fields.push(field);
    current = field.fieldKind === 'message' ? field.message : undefined;
  }
  return fields;
}

/** The path in proto names, as field violations name it. */
export const protoPath = (fields: readonly DescField[]): string => fields.map(({ name }) => name).join('.');
