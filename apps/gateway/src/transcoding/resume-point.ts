import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { HttpBinding } from './http-rule.js';

/** The field of a request that says after which item a stream goes on. */
const AFTER = 'apos_id';
const ID = 'id';
/** What would end the line of an event, or its id (WHATWG HTML, "Interpreting an event stream"). */
const UNFIT = /[\r\n\0]/;

/** How a stream that was interrupted goes on where it was. */
export interface ResumePoint {
  /** Names, by which the query may know the field of the request. */
  readonly parameters: readonly [name: string, jsonName: string];
  /** The id of an item, given as JSON; undefined when it has none that an event can carry. */
  idOf(json: string): string | undefined;
}

/**
 * A stream can be resumed when its request has a text field `apos_id`, and its items a text field `id`, or one single field
 * that is a message with it.
 *
 * @returns undefined for a method that says nothing of the kind
 */
export function resumePointOf({ method, responseBody }: HttpBinding): ResumePoint | undefined {
  const after = method.methodKind === 'server_streaming' ? textField(method.input, AFTER) : undefined;
  const item = responseBody === undefined ? method.output : responseBody.message;
  const path = item === undefined ? undefined : pathToId(item);
  if (after === undefined || path === undefined) return undefined;
  return {
    parameters: [after.name, after.jsonName],
    idOf(json) {
      const id = path.reduce<unknown>((value, { jsonName }) => memberOf(value, jsonName), JSON.parse(json));
      return typeof id === 'string' && id !== '' && !UNFIT.test(id) ? id : undefined;
    },
  };
}

function pathToId(item: DescMessage): DescField[] | undefined {
  const own = textField(item, ID);
  if (own !== undefined) return [own];
  const [only] = item.fields;
  const inner =
    item.fields.length === 1 && only?.fieldKind === 'message' ? textField(only.message, ID) : undefined;
  return only === undefined || inner === undefined ? undefined : [only, inner];
}

const textField = ({ fields }: DescMessage, name: string): DescField | undefined =>
  fields.find(
    (field) => field.name === name && field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING,
  );

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
