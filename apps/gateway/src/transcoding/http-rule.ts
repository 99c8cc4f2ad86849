import { METHODS } from 'node:http';
import {
  type DescExtension,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  type FileRegistry,
  getOption,
  hasOption,
  type Message,
} from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { protoPath, resolveFieldPath } from './field-path.js';
import { takesText } from './parameters.js';
import { type PathTemplate, parsePathTemplate } from './path-template.js';

const HTTP_OPTION = 'google.api.http';
const HTTP_BODY = 'google.api.HttpBody';
/** Methods whose requests have no body that means anything (RFC 9110 §9.3.1). */
const BODILESS = new Set(['GET', 'HEAD']);

/** What of the request message the HTTP body carries. */
export type BodyRule =
  | { readonly kind: 'none' }
  /** Every field that the path does not bind. */
  | { readonly kind: 'all' }
  | { readonly kind: 'field'; readonly field: DescField };

/** One way to reach one method by HTTP. */
export interface HttpBinding {
  readonly httpMethod: string;
  readonly template: PathTemplate;
  readonly body: BodyRule;
  /** The body is taken as raw bytes into a google.api.HttpBody. */
  readonly rawRequest: boolean;
  /** Field of the response that is answered alone; the whole response when undefined. */
  readonly responseBody: DescField | undefined;
  /** The response is a google.api.HttpBody, sent as raw bytes with its own content type. */
  readonly rawResponse: boolean;
  readonly service: DescService;
  readonly method: DescMethod;
  /** Full gRPC path, such as `/trilha.cursos.v1.CursosService/GetCurso`. */
  readonly grpcPath: string;
}

/** A rule that contradicts its method: a fault of the contract, found at start. */
export class HttpRuleError extends Error {
  constructor(method: DescMethod, why: string) {
    super(`${method.parent.typeName}.${method.name}: google.api.http ${why}`);
    this.name = 'HttpRuleError';
  }
}

/**
 * Reads the google.api.http rules of every method of an image, additional bindings included.
 *
 * @throws HttpRuleError and PathTemplateError on a rule that can't be served
 */
export function readHttpBindings(registry: FileRegistry): HttpBinding[] {
  const option = registry.getExtension(HTTP_OPTION);
  if (option === undefined) return [];
  return [...registry]
    .filter((type) => type.kind === 'service')
    .flatMap((service) => service.methods.flatMap((method) => bindingsOf(service, method, option)));
}

function bindingsOf(service: DescService, method: DescMethod, option: DescExtension): HttpBinding[] {
  if (option.message === undefined || !hasOption(method, option)) return [];
  const rule = readRule(option.message, getOption(method, option) as Message);
  const all = [rule, ...rule.additionalBindings];
  if (rule.additionalBindings.some((one) => one.additionalBindings.length > 0)) {
    throw new HttpRuleError(method, 'has additional bindings in an additional binding');
  }
  return all.map((one) => toBinding(service, method, one));
}

interface Rule {
  readonly httpMethod: string;
  readonly path: string;
  readonly body: string;
  readonly responseBody: string;
  readonly additionalBindings: readonly Rule[];
}

/** Read by reflection, because the rule's type is known only from the image. */
function readRule(desc: DescMessage, message: Message): Rule {
  const rule = reflect(desc, message);
  const field = (name: string) => desc.fields.find((one) => one.name === name);
  const text = (name: string): string => {
    const found = field(name);
    return found === undefined ? '' : String(rule.get(found));
  };
  const additional = field('additional_bindings');
  const bindings = additional?.fieldKind === 'list' ? [...rule.get(additional)] : [];
  const pattern = rule.oneofCase(desc.oneofs[0] as DescMessage['oneofs'][number]);
  const custom =
    pattern?.name === 'custom'
      ? (rule.get(pattern) as unknown as { message: CustomPattern }).message
      : undefined;
  return {
    httpMethod: custom?.kind ?? pattern?.name.toUpperCase() ?? '',
    path: custom?.path ?? (pattern === undefined ? '' : text(pattern.name)),
    body: text('body'),
    responseBody: text('response_body'),
    additionalBindings: bindings.map((one) => readRule(desc, (one as { message: Message }).message)),
  };
}

interface CustomPattern {
  readonly kind: string;
  readonly path: string;
}

function toBinding(service: DescService, method: DescMethod, rule: Rule): HttpBinding {
  const fail = (why: string): never => {
    throw new HttpRuleError(method, why);
  };
  if (rule.httpMethod === '') fail('names no path');
  if (rule.httpMethod !== '*' && !METHODS.includes(rule.httpMethod)) {
    fail(`is for the method ${rule.httpMethod}, which HTTP does not have`);
  }
  const template = parsePathTemplate(rule.path);
  const body = bodyOf(method, rule.body);
  if (body.kind !== 'none' && BODILESS.has(rule.httpMethod)) fail(`takes a body by ${rule.httpMethod}`);
  checkVariables(method.input, template, body, fail);
  const bodyMessage = body.kind === 'all' ? method.input : messageOf(body);
  const responseBody = method.output.fields.find(({ name }) => name === rule.responseBody);
  if (rule.responseBody !== '' && responseBody === undefined) {
    throw new HttpRuleError(method, `answers with ${rule.responseBody}, which is no field of the response`);
  }
  const rawResponse = (responseBody?.message ?? method.output).typeName === HTTP_BODY;
  if (rawResponse && method.methodKind === 'bidi_streaming') {
    fail('answers raw bytes to a stream of requests, which can fail after its status is sent');
  }
  return {
    httpMethod: rule.httpMethod,
    template,
    body,
    rawRequest: bodyMessage?.typeName === HTTP_BODY,
    responseBody,
    rawResponse,
    service,
    method,
    grpcPath: `/${service.typeName}/${method.name}`,
  };
}

/** Every variable names a field that a text can stand for, and no field is given by two parts of the request. */
function checkVariables(
  input: DescMessage,
  { variables }: PathTemplate,
  body: BodyRule,
  fail: (why: string) => never,
): void {
  const paths = variables.map(({ field }) => {
    const fields = resolveFieldPath(input, field) ?? fail(`binds {${field}}, which is no field`);
    const leaf = fields.at(-1) as DescField;
    if (leaf.fieldKind === 'list' || leaf.fieldKind === 'map') fail(`binds {${field}}, which is repeated`);
    if (!takesText(leaf)) fail(`binds {${field}}, which no text can stand for`);
    if (body.kind === 'field' && fields.length === 1 && leaf === body.field) {
      fail(`binds {${field}}, which is the body`);
    }
    return { field, path: protoPath(fields), oneof: leaf.oneof };
  });
  for (const [at, one] of paths.entries()) {
    for (const other of paths.slice(at + 1)) {
      const [short = '', long = ''] = [one.path, other.path].sort((a, b) => a.length - b.length);
      if (short === long) fail(`binds {${one.field}} and {${other.field}}, which are one field`);
      if (long.startsWith(`${short}.`)) fail(`binds {${short}}, and {${long}} inside it`);
      if (one.oneof !== undefined && one.oneof === other.oneof && parentOf(one) === parentOf(other)) {
        fail(`binds {${one.field}} and {${other.field}}, which exclude each other`);
      }
    }
  }
}

const parentOf = ({ path }: { readonly path: string }): string => path.slice(0, path.lastIndexOf('.') + 1);

const messageOf = (body: BodyRule): DescMessage | undefined =>
  body.kind === 'field' && body.field.fieldKind === 'message' ? body.field.message : undefined;

function bodyOf(method: DescMethod, body: string): BodyRule {
  if (body === '') return { kind: 'none' };
  if (body === '*') return { kind: 'all' };
  const field = method.input.fields.find(({ name }) => name === body);
  if (field === undefined) throw new HttpRuleError(method, `takes the body as ${body}, which is no field`);
  return { kind: 'field', field };
}
