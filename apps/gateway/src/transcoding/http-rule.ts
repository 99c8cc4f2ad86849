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
import { resolveFieldPath } from './field-path.js';
import { type PathTemplate, parsePathTemplate } from './path-template.js';

const HTTP_OPTION = 'google.api.http';
const HTTP_BODY = 'google.api.HttpBody';

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
  if (rule.httpMethod === '') throw new HttpRuleError(method, 'names no path');
  const template = parsePathTemplate(rule.path);
  for (const { field } of template.variables) {
    const leaf = resolveFieldPath(method.input, field)?.at(-1);
    if (leaf === undefined) throw new HttpRuleError(method, `binds {${field}}, which is no field`);
    if (leaf.fieldKind === 'list' || leaf.fieldKind === 'map') {
      throw new HttpRuleError(method, `binds {${field}}, which is repeated`);
    }
  }
  const body = bodyOf(method, rule.body);
  const bodyMessage = body.kind === 'all' ? method.input : messageOf(body);
  const responseBody = method.output.fields.find(({ name }) => name === rule.responseBody);
  if (rule.responseBody !== '' && responseBody === undefined) {
    throw new HttpRuleError(method, `answers with ${rule.responseBody}, which is no field of the response`);
  }
  return {
    httpMethod: rule.httpMethod,
    template,
    body,
    rawRequest: bodyMessage?.typeName === HTTP_BODY,
    responseBody,
    rawResponse: (responseBody?.message ?? method.output).typeName === HTTP_BODY,
    service,
    method,
    grpcPath: `/${service.typeName}/${method.name}`,
  };
}

const messageOf = (body: BodyRule): DescMessage | undefined =>
  body.kind === 'field' && body.field.fieldKind === 'message' ? body.field.message : undefined;

function bodyOf(method: DescMethod, body: string): BodyRule {
  if (body === '') return { kind: 'none' };
  if (body === '*') return { kind: 'all' };
  const field = method.input.fields.find(({ name }) => name === body);
  if (field === undefined) throw new HttpRuleError(method, `takes the body as ${body}, which is no field`);
  return { kind: 'field', field };
}
