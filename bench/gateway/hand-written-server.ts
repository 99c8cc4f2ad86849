/**
 * Process: the route as a team writes it by hand for one RPC: fastify, the generated grpc-js client with ts-proto's codec,
 * jose for the token, pino for one line a request.
 */
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { type Curso, CursosServiceClient, SituacaoAula, SituacaoCurso } from '@trilha/proto-gen/cursos';
import { fastify } from 'fastify';
import { importSPKI, jwtVerify } from 'jose';
import { pino } from 'pino';
import { serveParent } from '../rpc/serve-parent.js';
import { readServerArguments } from './server-arguments.js';

const CALL_TIMEOUT_MS = 5_000;
const HTTP_STATUS: Readonly<Record<number, number>> = {
  [status.NOT_FOUND]: 404,
  [status.INVALID_ARGUMENT]: 400,
  [status.PERMISSION_DENIED]: 403,
  [status.UNAUTHENTICATED]: 401,
  [status.DEADLINE_EXCEEDED]: 504,
  [status.UNAVAILABLE]: 503,
};

const { backendPort, publicKeyFile, issuer, audience, rememberTokens } = readServerArguments();
const key = await importSPKI(await readFile(publicKeyFile, 'utf8'), 'ES256');
const cursos = new CursosServiceClient(`127.0.0.1:${backendPort}`, credentials.createInsecure());
const log = pino();
const verified = new Set<string>();
const app = fastify({ forceCloseConnections: true });

app.addHook('onRequest', async (request, reply) => {
  const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? '';
  if (verified.has(token)) return;
  try {
    await jwtVerify(token, key, { issuer, audience, algorithms: ['ES256'] });
    if (rememberTokens) verified.add(token);
  } catch {
    return reply.code(401).send({ code: status.UNAUTHENTICATED, message: 'Token inválido' });
  }
});
app.addHook('onResponse', async (request, reply) => {
  log.info(
    {
      method: request.method,
      path: request.routeOptions.url,
      http_status: reply.statusCode,
      duration_ms: reply.elapsedTime,
      request_id: request.id,
      peer: request.ip,
    },
    'request completed',
  );
});
app.get<{ Params: { id_curso: string }; Querystring: { incluirRascunhos?: string } }>(
  '/v1/cursos/:id_curso',
  async ({ params, query, headers, id }, reply) => {
    const metadata = new Metadata();
    metadata.set('authorization', headers.authorization ?? '');
    metadata.set('x-correlation-id', id);
    const request = { idCurso: params.id_curso, incluirRascunhos: query.incluirRascunhos === 'true' };
    const options = { deadline: Date.now() + CALL_TIMEOUT_MS };
    try {
      const curso = await new Promise<Curso>((resolve, reject) =>
        cursos.getCurso(request, metadata, options, (error, answer) =>
          error ? reject(error) : resolve(answer),
        ),
      );
      return jsonOf(curso);
    } catch (error) {
      const { code, details } = error as { code: number; details: string };
      return reply.code(HTTP_STATUS[code] ?? 500).send({ code, message: details });
    }
  },
);

/** Enums by name, as the contract's JSON has them; dates write themselves. */
const jsonOf = (curso: Curso) => ({
  ...curso,
  situacao: SituacaoCurso[curso.situacao],
  modulos: curso.modulos.map((modulo) => ({
    ...modulo,
    aulas: modulo.aulas.map((aula) => ({ ...aula, situacao: SituacaoAula[aula.situacao] })),
  })),
});

await app.listen({ host: '127.0.0.1', port: 0 });
serveParent({
  port: (app.server.address() as AddressInfo).port,
  stop: async () => {
    await app.close();
    process.exit();
  },
});
