import { descriptorRegistry } from '@trilha/proto-gen';
import { createTokenVerifier, openKit, runService, systemClock } from '@trilha/service-kit';
import { loadConfig } from './config.js';
import { startGateway } from './http/gateway.js';
import { httpTls } from './listener/http-tls.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const { log, metrics, tracing, transport, ...kit } = await openKit(config);

  // How we are reached, and by which contracts
  const client = { ...config.client, credentials: transport.channel, metrics, tracing, log };
  const edge = { ...config.edge, auth: { verifier: await createTokenVerifier(config.auth, systemClock) } };
  const reached = { edge, credentials: transport.server, registry: descriptorRegistry() };
  const http = { ...config.http, tls: httpTls(transport, config.http) };
  const gateway = await startGateway({ ...config, client, ...reached, http, log });
  const probes = await kit.serveProbes(gateway.ready);

  // How we leave: stop taking requests, let open ones end, let go
  kit.closeOnSignal([gateway, probes]);
});
