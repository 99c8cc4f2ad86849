/** Process: a NestJS gateway for the same RPC, after the documentation of NestJS: ClientGrpc, a guard, an interceptor. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveParent } from '../../rpc/serve-parent.js';
import { readServerArguments } from '../server-arguments.js';
import { gatewayModule } from './gateway.module.js';

const { protoFolders, ...rest } = readServerArguments();
const app = await NestFactory.create<NestFastifyApplication>(
  gatewayModule({
    ...rest,
    protoPath: join(protoFolders[0] ?? '.', 'trilha/cursos/v1/cursos_service.proto'),
    protoFolders,
  }),
  new FastifyAdapter({ forceCloseConnections: true }),
  { logger: ['error', 'warn'] },
);
await app.listen(0, '127.0.0.1');
serveParent({
  port: (app.getHttpServer().address() as AddressInfo).port,
  stop: async () => {
    await app.close();
    process.exit();
  },
});
