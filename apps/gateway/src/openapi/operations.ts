import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { accessRuleOf } from '@trilha/proto-gen';
import type { RestRoute } from '../http/route-table.js';
import { protoPath, resolveFieldPath } from '../transcoding/field-path.js';
import { takesText } from '../transcoding/parameters.js';
import type { Comments } from './comments.js';
import { exampleObject, exampleOf } from './examples.js';
import type { OpenApiPath } from './openapi-path.js';
import type { Schema, Schemas } from './schemas.js';

export interface OperationTools {
  readonly schemas: Schemas;
  readonly comments: Comments;
}

const MAX_QUERY_DEPTH = 3;

/** The operation of one route. */
export function toOperation(
  route: RestRoute,
  { parameters }: OpenApiPath,
  operationId: string,
  tools: OperationTools,
): Schema {
  const { method, service } = route;
  const description = tools.comments(method);
  const requestBody = bodyOf(route, tools);
  return {
    operationId,
    tags: [service.name],
    summary: method.name,
    ...(description === '' ? {} : { description }),
    parameters: [
      ...parameters.map(({ name, field, rest }) => pathParameter(route, name, field, rest, tools)),
      ...queryParameters(route, tools),
    ],
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: { ...successOf(route, tools), ...ERRORS },
    ...(accessRuleOf(route.grpcPath)?.public ? { security: [] } : {}),
    'x-grpc-method': route.grpcPath,
  };
}

function pathParameter(
  { method }: RestRoute,
  name: string,
  path: string,
  rest: boolean,
  { schemas }: OperationTools,
): Schema {
  const field = resolveFieldPath(method.input, path)?.at(-1);
  const { description, ...schema } =
    field === undefined ? { type: 'string' } : (schemas.field(field) as Schema);
  const notes = [description, rest ? 'Pode ter barras: leva todos os segmentos que restam.' : undefined];
  return {
    name,
    in: 'path',
    required: true,
    schema,
    ...described(notes.filter((note) => note !== undefined).join(' ')),
    ...(field === undefined ? {} : { example: exampleOf(field) }),
  };
}

function queryParameters(route: RestRoute, { schemas }: OperationTools): Schema[] {
  const { body, template, method } = route;
  if (body.kind === 'all') return [];
  const bound = new Set(template.variables.map(({ field }) => field));
  const visit = (message: DescMessage, path: readonly DescField[]): Schema[] =>
    message.fields.flatMap((field) => {
      const own = [...path, field];
      if ((body.kind === 'field' && own[0] === body.field) || bound.has(protoPath(own))) return [];
      if (takesText(field)) {
        const { description, ...schema } = schemas.field(field) as Schema;
        const name = own.map(({ jsonName }) => jsonName).join('.');
        return [{ name, in: 'query', schema, ...described(String(description ?? '')) }];
      }
      const nested =
        field.fieldKind === 'message' && own.length < MAX_QUERY_DEPTH ? field.message : undefined;
      return nested === undefined || nested.typeName.startsWith('google.') ? [] : visit(nested, own);
    });
  return visit(method.input, []);
}

function bodyOf(route: RestRoute, { schemas }: OperationTools): Schema | undefined {
  const { body, rawRequest, method } = route;
  if (body.kind === 'none') return undefined;
  if (rawRequest) return { required: true, content: { '*/*': {} } };
  const type = method.methodKind === 'unary' ? 'application/json' : 'application/x-ndjson';
  const bound = boundInBody(route);
  if (body.kind === 'field') {
    const { fieldKind, message } = body.field;
    const example = fieldKind === 'message' ? exampleObject(message, bound) : exampleOf(body.field);
    return { required: true, content: { [type]: { schema: schemas.field(body.field), example } } };
  }
  const schema = bound.size === 0 ? schemas.message(method.input) : schemas.object(method.input, bound);
  return { content: { [type]: { schema, example: exampleObject(method.input, bound) } } };
}

/** The fields of the body's message that the path gives. */
function boundInBody({ body, template, method }: RestRoute): ReadonlySet<DescField> {
  const depth = body.kind === 'field' ? 2 : 1;
  const paths = template.variables.map(({ field }) => resolveFieldPath(method.input, field) ?? []);
  return new Set(paths.filter((fields) => fields.length === depth).flatMap((fields) => fields.slice(-1)));
}

function successOf(route: RestRoute, { schemas }: OperationTools): Schema {
  const { method, rawResponse, responseBody } = route;
  const isStream = method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming';
  if (rawResponse) {
    const bytes = { description: 'Os bytes, com o tipo que têm.', content: { '*/*': {} } };
    const isRanged = isStream && method.input.fields.some(({ name }) => name === 'read_offset');
    return isRanged ? { 200: bytes, ...PARTS } : { 200: bytes };
  }
  const schema = responseBody === undefined ? schemas.message(method.output) : schemas.field(responseBody);
  if (!isStream) return { 200: { description: 'OK', content: { 'application/json': { schema } } } };
  const content = { 'application/x-ndjson': { schema }, 'text/event-stream': { schema: { type: 'string' } } };
  return { 200: { description: 'Um item por linha, ou por evento, à medida que são feitos.', content } };
}

const PARTS: Schema = {
  206: { description: 'A parte pedida por Range.', content: { '*/*': {} } },
  304: { description: 'Nada mudou desde o ETag de If-None-Match.' },
  416: { $ref: '#/components/responses/Falha' },
};

const ERRORS: Schema = {
  400: { $ref: '#/components/responses/CamposInvalidos' },
  503: { $ref: '#/components/responses/Indisponivel' },
  default: { $ref: '#/components/responses/Falha' },
};

const described = (description: string): Schema => (description === '' ? {} : { description });
