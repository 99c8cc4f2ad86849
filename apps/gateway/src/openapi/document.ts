import type { FileRegistry } from '@bufbuild/protobuf';
import type { RestRoute, RouteTable } from '../http/route-table.js';
import { readComments } from './comments.js';
import { toOpenApiPath } from './openapi-path.js';
import { toOperation } from './operations.js';
import { type Schema, Schemas } from './schemas.js';

/** The methods that OpenAPI knows; a route of another one is served but not described. */
const METHODS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE']);

/** The OpenAPI 3.1 description of what a route table serves. */
export function createOpenApi(registry: FileRegistry, { routes }: RouteTable, version: string): Schema {
  const comments = readComments(registry);
  const schemas = new Schemas(comments);
  const paths = new Map<string, Record<string, Schema>>();
  const seen = new Map<string, number>();
  const described = routes.filter(({ httpMethod }) => METHODS.has(httpMethod));
  for (const route of described) {
    const openApiPath = toOpenApiPath(route.template);
    const operations = paths.get(openApiPath.path) ?? {};
    operations[route.httpMethod.toLowerCase()] = toOperation(route, openApiPath, operationId(route, seen), {
      schemas,
      comments,
    });
    paths.set(openApiPath.path, operations);
  }
  const status = registry.getMessage('google.rpc.Status');
  const statusSchema = status === undefined ? {} : schemas.message(status);
  const services = new Set(described.map(({ service }) => service));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trilha',
      version,
      summary: 'Plataforma de aprendizagem',
      description: 'Gerado dos contratos gRPC. Erros são google.rpc.Status em JSON.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [...services].map((service) => ({ name: service.name, description: comments(service) })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: Object.fromEntries([...schemas.components].sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: responses(statusSchema),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Em desenvolvimento: npm run token -- --sub aluno-1 --role aluno',
        },
      },
    },
  };
}

/** Unique: further bindings of a method are numbered. */
function operationId({ service, method }: RestRoute, seen: Map<string, number>): string {
  const id = `${service.name}_${method.name}`;
  const count = (seen.get(id) ?? 0) + 1;
  seen.set(id, count);
  return count === 1 ? id : `${id}_${count}`;
}

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

const responses = (schema: Schema): Schema => ({
  CamposInvalidos: {
    description: 'Campos ou parâmetros errados, todos de uma vez.',
    content: {
      'application/json': {
        schema,
        example: {
          code: 3,
          message: 'Campos inválidos: page_size: use um número inteiro',
          details: [
            { '@type': ERROR_INFO, reason: 'CAMPOS_INVALIDOS', domain: 'trilha' },
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: [{ field: 'page_size', description: 'use um número inteiro' }],
            },
          ],
        },
      },
    },
  },
  Indisponivel: {
    description: 'O serviço está fora do ar; os demais seguem respondendo.',
    content: {
      'application/json': {
        schema,
        example: {
          code: 14,
          message: 'O serviço cursos está indisponível',
          details: [
            {
              '@type': ERROR_INFO,
              reason: 'SERVICO_INDISPONIVEL',
              domain: 'trilha',
              metadata: { servico: 'cursos' },
            },
          ],
        },
      },
    },
  },
  Falha: {
    description: 'Qualquer outra recusa: o código gRPC em `code`, o motivo em ErrorInfo.',
    content: { 'application/json': { schema } },
  },
});
