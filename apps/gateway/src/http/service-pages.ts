import type { FileRegistry } from '@bufbuild/protobuf';
import type { FastifyInstance, FastifyReply, HTTPMethods } from 'fastify';
import { HttpRefusal } from '../errors/failure.js';
import { createOpenApi } from '../openapi/document.js';
import { addApiPage } from './api-page.js';
import type { ReadinessProbe } from './readiness.js';
import type { RouteTable } from './route-table.js';
import type { GatewayStatus } from './service-status.js';

export interface ServicePages {
  readonly readiness: ReadinessProbe;
  readonly status: () => Promise<GatewayStatus>;
  readonly routes: RouteTable;
  readonly registry: FileRegistry;
  readonly version: string;
}

/** What the gateway answers about itself: liveness, readiness, the state of the services, the API's description and its page. */
export function addServicePages(app: FastifyInstance, pages: ServicePages): void {
  const { readiness, status, registry, routes, version } = pages;
  addPage(app, '/', (reply) => reply.redirect('/docs/', 302));
  addPage(app, '/healthz', (reply) => reply.send({ status: 'ok', version }));
  addPage(app, '/readyz', async (reply) => {
    const state = await readiness.check();
    return reply
      .code(state.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(state);
  });
  addPage(app, '/status', async (reply) => reply.header('cache-control', 'no-store').send(await status()));
  // Made at start, so that a contract that can't be described is found there.
  const openApi = JSON.stringify(createOpenApi(registry, routes, version));
  addPage(app, '/openapi.json', (reply) => reply.type('application/json; charset=utf-8').send(openApi));
  addApiPage(app);
}

function addPage(app: FastifyInstance, url: string, answer: (reply: FastifyReply) => unknown): void {
  const method = ['GET', 'HEAD'];
  app.route({ method, url, handler: async (_request, reply) => answer(reply) });
  app.route({
    method: app.supportedMethods.filter((one) => !method.includes(one)) as HTTPMethods[],
    url,
    handler: async (request, reply) => {
      const allow = [...method, 'OPTIONS'].join(', ');
      if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
      throw new HttpRefusal(405, 'METODO_NAO_ACEITO', `Este caminho aceita ${allow}`, { allow });
    },
  });
}
