/**
 * Process: the gateway with everything that it has switched on in production. Second argument `rest` or `native` says
 * which of its ports is measured. Only its rate limits are out of reach, and they count all the same.
 */
import { descriptorRegistry } from '@trilha/proto-gen';
import { createTokenVerifier, openKit, systemClock } from '@trilha/service-kit';
import { loadConfig } from '../../apps/gateway/src/config.js';
import { startGateway } from '../../apps/gateway/src/http/gateway.js';
import { serveParent } from '../rpc/serve-parent.js';
import { readServerArguments } from './server-arguments.js';

const { backendPort, publicKeyFile, issuer, audience, folder } = readServerArguments();
const isNative = process.argv[3] === 'native';
const config = loadConfig({
  DATA__DIR: folder,
  HTTP__PORT: '0',
  HTTP__RATE_LIMIT: '1000000',
  HTTP__RATE_LIMIT_ADDRESS: '1000000',
  GATEWAY__GRPC__SERVER__PORT: '0',
  CURSOS__TARGET: `dns:///127.0.0.1:${backendPort}`,
  AUTH__PUBLIC_KEY_FILE: publicKeyFile,
  AUTH__ISSUER: issuer,
  AUTH__AUDIENCE: audience,
});
const { log, metrics, tracing, transport } = await openKit(config);
const client = { ...config.client, credentials: transport.channel, metrics, tracing, log };
const edge = { ...config.edge, auth: { verifier: await createTokenVerifier(config.auth, systemClock) } };
const reached = { edge, credentials: transport.server, registry: descriptorRegistry() };
const gateway = await startGateway({ ...config, client, ...reached, log, drainGraceMs: 200 });
serveParent({
  port: isNative ? gateway.grpcPort : gateway.port,
  stop: async () => {
    await gateway.close();
    process.exit();
  },
});
