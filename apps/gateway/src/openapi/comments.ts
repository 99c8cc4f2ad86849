import type { AnyDesc, DescEnum, DescFile, DescMessage, FileRegistry } from '@bufbuild/protobuf';

/** The comment before each type, field, value, service and method of an image, by full name or path. */
export type Comments = (desc: AnyDesc) => string;

/** Numbers of the fields in descriptor.proto that a location's path is made of. */
const IN_FILE = { message: 4, enum: 5, service: 6 } as const;
const IN_MESSAGE = { field: 2, message: 3, enum: 4 } as const;
const VALUE = 2;
const METHOD = 2;

export function readComments(registry: FileRegistry): Comments {
  const texts = new Map<AnyDesc, string>();
  for (const file of registry.files) readFile(file, texts);
  return (desc) => texts.get(desc) ?? '';
}

function readFile(file: DescFile, texts: Map<AnyDesc, string>): void {
  const byPath = new Map<string, string>();
  for (const { path, leadingComments } of file.proto.sourceCodeInfo?.location ?? []) {
    if (leadingComments !== '') byPath.set(path.join('.'), joinLines(leadingComments));
  }
  const note = (desc: AnyDesc, path: readonly number[]): void => {
    const text = byPath.get(path.join('.'));
    if (text !== undefined) texts.set(desc, text);
  };
  const enumeration = (desc: DescEnum, path: readonly number[]): void => {
    note(desc, path);
    for (const [index, value] of desc.values.entries()) note(value, [...path, VALUE, index]);
  };
  const message = (desc: DescMessage, path: readonly number[]): void => {
    note(desc, path);
    for (const [index, field] of desc.fields.entries()) note(field, [...path, IN_MESSAGE.field, index]);
    for (const nested of desc.nestedEnums) {
      enumeration(nested, [...path, IN_MESSAGE.enum, desc.proto.enumType.indexOf(nested.proto)]);
    }
    for (const nested of desc.nestedMessages) {
      message(nested, [...path, IN_MESSAGE.message, desc.proto.nestedType.indexOf(nested.proto)]);
    }
  };
  for (const [index, desc] of file.enums.entries()) enumeration(desc, [IN_FILE.enum, index]);
  for (const [index, desc] of file.messages.entries()) message(desc, [IN_FILE.message, index]);
  for (const [index, service] of file.services.entries()) {
    note(service, [IN_FILE.service, index]);
    for (const [at, method] of service.methods.entries()) note(method, [IN_FILE.service, index, METHOD, at]);
  }
}

/** Comments are wrapped in the source; a blank line is a paragraph. */
const joinLines = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s*\n\s*/g, ' '))
    .join('\n\n');
