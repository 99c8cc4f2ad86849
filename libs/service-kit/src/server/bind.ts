import { createServer } from 'node:net';
import type { Server, ServerCredentials } from '@grpc/grpc-js';
import { bindError } from '../config/bind-error.js';
import { ConfigError } from '../config/env-reader.js';
import type { ServerConfig } from '../config/server-config.js';

/** @throws ConfigError that says why the address can't be bound, and which variable to change */
export async function bind(
  server: Server,
  { host, port }: Pick<ServerConfig, 'host' | 'port'>,
  credentials: ServerCredentials,
): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  await probe(host, port);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (error) reject(new ConfigError(`GRPC__SERVER__PORT: ${address} cannot be bound: ${error.message}`));
      else resolve(bound);
    });
  });
}

/** Opens and closes the address once: grpc-js hides why a bind fails, the system does not. */
export function probe(host: string, port: number, variable = 'GRPC__SERVER__PORT'): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createServer();
    socket.once('error', (error) => reject(bindError(variable, host, port, error)));
    socket.listen({ host, port }, () => socket.close(() => resolve()));
  });
}
