import SwaggerParser from '@apidevtools/swagger-parser';
import { descriptorRegistry } from '@trilha/proto-gen';
import { GRPC_SERVICES } from '@trilha/service-kit';
import { silentLog, testClientConfig, testServerConfig } from '@trilha/service-kit/testing';
import { type Gateway, startGateway } from '../src/http/gateway.js';
import { ask } from './fixture/http-client.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly parameters: { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
  readonly responses: Record<string, unknown>;
}

let fixture: Fixture;
let product: Gateway;

beforeAll(async () => {
  fixture = await startFixture();
  product = await startGateway({
    http: { host: '127.0.0.1', port: 0 },
    server: testServerConfig,
    version: '1',
    limits: {
      bodyLimitBytes: 1_024,
      unaryTimeoutMs: 1_000,
      streamTimeoutMs: 1_000,
      heartbeatMs: 1_000,
      openAfterMs: 1_000,
    },
    client: testClientConfig,
    services: GRPC_SERVICES.map((name) => ({ name, target: '127.0.0.1:1' })),
    registry: descriptorRegistry(),
    log: silentLog,
    drainGraceMs: 200,
  });
});

afterAll(async () => {
  await fixture.close();
  await product.close();
});

async function openApiOf({ port }: { port: number }): Promise<OpenApi> {
  const answer = await ask(port, { path: '/openapi.json' });
  expect(answer.status).toBe(200);
  return answer.json() as OpenApi;
}

const operationsOf = ({ paths }: OpenApi): Operation[] =>
  Object.values(paths).flatMap((one) => Object.values(one));

describe('/openapi.json', () => {
  it.each(['fixture', 'product'])('of the %s is valid OpenAPI 3.1', async (which) => {
    const document = await openApiOf(which === 'fixture' ? fixture.gateway : product);
    expect(document.openapi).toMatch(/^3\.1/);
    await SwaggerParser.validate(structuredClone(document) as never);
  });

  it('describes every route of the product, and no other', async () => {
    const operations = operationsOf(await openApiOf(product));
    expect(operations).toHaveLength(product.routes.routes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('takes its words from the comments of the contract', async () => {
    const { paths, components } = await openApiOf(fixture.gateway);
    expect(paths['/v1/livros/{id}']?.get?.description).toBe('One book.');
    expect(components.schemas['fixture.biblioteca.v1.Livro']).toMatchObject({ description: 'A book.' });
  });

  it('has path and query parameters, nested ones too', async () => {
    const { paths } = await openApiOf(fixture.gateway);
    const names = paths['/v1/livros']?.get?.parameters.map(
      (parameter) => `${parameter.in} ${parameter.name}`,
    );
    expect(names).toEqual(
      expect.arrayContaining(['query pageSize', 'query filtro.autor', 'query filtro.ou.anos']),
    );
    expect(names).not.toContain('query extras');
    expect(paths['/v1/salas/{nome_1}/livros/{nome_2}']?.get?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['nome_1', 'nome_2']),
    );
  });

  it('leaves what the path gives out of the body, and gives an example', async () => {
    const { paths } = await openApiOf(fixture.gateway);
    const content = paths['/v1/livros/{id}:emprestar']?.post?.requestBody?.content['application/json'];
    expect(content?.example).toEqual({ leitor: 'leitor', prazo: '3.500s' });
  });

  it('gives examples of bodies that the gateway itself accepts', async () => {
    const { paths } = await openApiOf(product);
    const refused: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { requestBody }] of Object.entries(operations)) {
        const example = requestBody?.content['application/json']?.example;
        if (example === undefined) continue;
        const answer = await ask(product.port, {
          method: method.toUpperCase(),
          path: path.replace(/\{[^}]+\}/g, '1'),
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(example),
        });
        // No service runs here, so 503 says that the request was fit to be sent.
        if (answer.status !== 503) refused.push(`${method} ${path}: ${answer.text()}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

describe('the paths of the product', () => {
  it.each([
    ['GET', '/cursos'],
    ['GET', '/chatbot'],
    ['GET', '/cpar'],
    ['GET', '/notificacoes'],
    ['GET', '/insights'],
    ['GET', '/midia_conteudo'],
    ['GET', '/cursos/ver_inscricoes_do_usuario/aluno-1'],
    ['GET', '/cursos/consumir_midia_curso/curso-1'],
    ['POST', '/cursos/tirar_duvida/curso-1'],
    ['POST', '/chatbot/duvida'],
    ['GET', '/chatbot/registrar_metricas/i-1'],
    ['GET', '/cpar/notificar_agendamento/a-1'],
    ['GET', '/midia_conteudo/curso-1'],
  ])('kept for old clients have %s %s', async (method, path) => {
    expect((await ask(product.port, { method, path })).status).toBe(503);
  });

  it('have one for every method of every service but streams both ways, for which REST has no form', () => {
    const served = new Set(product.routes.routes.map(({ grpcPath }) => grpcPath));
    const declared = GRPC_SERVICES.flatMap((name) => {
      const [service] = [...descriptorRegistry()].filter(
        (type) => type.kind === 'service' && type.typeName.startsWith(`trilha.${name}.v1.`),
      );
      if (service?.kind !== 'service') throw new Error(`${name} has no service`);
      return service.methods
        .filter(({ methodKind }) => methodKind !== 'bidi_streaming')
        .map((method) => `/${service.typeName}/${method.name}`);
    });
    expect(declared.filter((path) => !served.has(path))).toEqual([]);
  });
});

describe('the pages of the gateway', () => {
  it.each([
    ['/docs/', 'text/html; charset=utf-8'],
    ['/docs/inicio.js', 'text/javascript; charset=utf-8'],
    ['/docs/swagger-ui.css', 'text/css; charset=utf-8'],
    ['/docs/swagger-ui-bundle.js', 'application/javascript; charset=utf-8'],
  ])('serve %s', async (path, type) => {
    const answer = await ask(product.port, { path });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, type]);
  });

  it('name no other host, so that they work offline', async () => {
    for (const path of ['/docs/', '/docs/inicio.js']) {
      expect((await ask(product.port, { path })).text()).not.toMatch(/https?:|["'(]\/\//);
    }
  });

  it('serve nothing else of the package', async () => {
    expect((await ask(product.port, { path: '/docs/package.json' })).status).toBe(404);
    expect((await ask(product.port, { path: '/docs/../package.json' })).status).toBe(404);
  });

  it.each(['/', '/docs'])('lead from %s to the API page', async (path) => {
    const answer = await ask(product.port, { path });
    expect([answer.status, answer.headers.location]).toEqual([302, '/docs/']);
  });

  it('refuse other methods', async () => {
    const answer = await ask(product.port, { method: 'POST', path: '/healthz', body: '{}' });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('tell their methods to OPTIONS', async () => {
    const answer = await ask(product.port, { method: 'OPTIONS', path: '/openapi.json' });
    expect([answer.status, answer.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });

  it('tell that the gateway lives while no service does', async () => {
    expect((await ask(product.port, { path: '/healthz' })).status).toBe(200);
  });
});

describe('/readyz', () => {
  it('is ready while one service answers, and names those that do not', async () => {
    const answer = await ask(fixture.gateway.port, { path: '/readyz' });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      ready: true,
      services: {
        biblioteca: { ready: true, state: 'SERVING' },
        vizinho: { ready: false, state: 'UNREACHABLE' },
      },
    });
  });

  it('is not ready when no service answers', async () => {
    const answer = await ask(product.port, { path: '/readyz' });
    expect([answer.status, (answer.json() as { ready: boolean }).ready]).toEqual([503, false]);
  });
});
