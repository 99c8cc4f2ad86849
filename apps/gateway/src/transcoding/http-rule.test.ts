import { createFileRegistry, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { fixtureRegistry } from '../../test/fixture/fixture-registry.js';
import { type HttpBinding, readHttpBindings } from './http-rule.js';

const fixture = fixtureRegistry();
const field = (name: string, number: number, type: string, more: object = {}) => ({
  name,
  number,
  type: `TYPE_${type}`,
  label: 'LABEL_OPTIONAL',
  ...more,
});

const PEDIDO = {
  name: 'Pedido',
  field: [
    field('id', 1, 'STRING', { oneofIndex: 0 }),
    field('apelido', 2, 'STRING', { oneofIndex: 0 }),
    field('dentro', 3, 'MESSAGE', { typeName: '.regras.Pedido' }),
    field('quando', 4, 'MESSAGE', { typeName: '.google.protobuf.Timestamp' }),
    field('nomes', 5, 'STRING', { label: 'LABEL_REPEATED' }),
    field('nome', 6, 'STRING', { jsonName: 'comoSeChama' }),
    field('bytes', 7, 'MESSAGE', { typeName: '.google.api.HttpBody' }),
  ],
  oneofDecl: [{ name: 'qual' }],
};

/** The bindings of one method with this rule. */
function read(rule: JsonValue, method: object = {}): HttpBinding[] {
  const file = fromJson(
    FileDescriptorProtoSchema,
    {
      name: 'regras.proto',
      package: 'regras',
      syntax: 'proto3',
      dependency: [
        'google/api/annotations.proto',
        'google/api/httpbody.proto',
        'google/protobuf/timestamp.proto',
      ],
      messageType: [PEDIDO],
      service: [
        {
          name: 'Regras',
          method: [
            {
              name: 'Fazer',
              inputType: '.regras.Pedido',
              outputType: '.regras.Pedido',
              options: { '[google.api.http]': rule },
              ...method,
            },
          ],
        },
      ],
    } as JsonValue,
    { registry: fixture },
  );
  const registry = createFileRegistry(file, (name) => fixture.getFile(name));
  return readHttpBindings(registry).filter(({ service }) => service.typeName === 'regras.Regras');
}

describe('a rule that contradicts its method', () => {
  it.each<[why: string, rule: JsonValue, method?: object]>([
    ['names no path', { body: '*' }],
    ['binds {nada}, which is no field', { get: '/v1/{nada}' }],
    ['binds {nome.x}, which is no field', { get: '/v1/{nome.x}' }],
    ['binds {nomes}, which is repeated', { get: '/v1/{nomes}' }],
    ['binds {dentro}, which no text can stand for', { get: '/v1/{dentro}' }],
    ['binds {dentro}, which no text can stand for', { get: '/v1/{dentro.id}/{dentro}' }],
    ['binds {quando}, and {quando.seconds} inside it', { get: '/v1/{quando}/{quando.seconds}' }],
    ['binds {nome} and {comoSeChama}, which are one field', { get: '/v1/{nome}/{comoSeChama}' }],
    ['binds {id} and {apelido}, which exclude each other', { get: '/v1/{id}/{apelido}' }],
    [
      'binds {dentro.id} and {dentro.apelido}, which exclude each other',
      { get: '/v1/{dentro.id}/{dentro.apelido}' },
    ],
    ['binds {nome}, which is the body', { post: '/v1/{nome}', body: 'nome' }],
    ['takes the body as nada, which is no field', { post: '/v1/x', body: 'nada' }],
    ['takes a body by GET', { get: '/v1/x', body: '*' }],
    ['takes a body by HEAD', { custom: { kind: 'HEAD', path: '/v1/x' }, body: 'nome' }],
    ['answers with nada, which is no field of the response', { get: '/v1/x', responseBody: 'nada' }],
    ['is for the method propfind, which HTTP does not have', { custom: { kind: 'propfind', path: '/v1/x' } }],
    [
      'has additional bindings in an additional binding',
      { get: '/v1/a', additionalBindings: [{ get: '/v1/b', additionalBindings: [{ get: '/v1/c' }] }] },
    ],
    ['takes a body by GET', { post: '/v1/a', body: '*', additionalBindings: [{ get: '/v1/b', body: '*' }] }],
    [
      'answers raw bytes to a stream of requests',
      { post: '/v1/x', body: '*', responseBody: 'bytes' },
      { clientStreaming: true, serverStreaming: true },
    ],
  ])('stops the gateway at start: it %s', (why, rule, method = {}) => {
    expect(() => read(rule, method)).toThrow(`regras.Regras.Fazer: google.api.http ${why}`);
  });
});

describe('a rule that only looks like it', () => {
  it.each<JsonValue>([
    { get: '/v1/{id}/{dentro.apelido}' },
    { get: '/v1/{quando}' },
    { get: '/v1/{nome}/{dentro.nome}' },
    { post: '/v1/{dentro.nome}', body: 'dentro' },
    { delete: '/v1/{nome}', body: 'dentro' },
    { custom: { kind: '*', path: '/v1/x' }, body: '*' },
  ])('is served: %j', (rule) => {
    expect(read(rule)).toHaveLength(1);
  });
});
