/** Process: the same echo through service-kit with everything that a service in production has switched on. */
import { join } from 'node:path';
import {
  bindService,
  createGatekeeper,
  createTokenVerifier,
  hashSubject,
  loadServiceConfig,
  openDevelopmentIssuer,
  openKit,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { echoDefinition } from './echo-contract.js';
import { serveParent } from './serve-parent.js';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: kit-server.ts DATA_DIR');

const { config } = loadServiceConfig('insights', { DATA__DIR: dataDir, GRPC__SERVER__PORT: '0' });
const { log, metrics, tracing } = await openKit(config);
const students = { roles: ['aluno'], own: undefined, ownStored: false, absent: undefined };
const gatekeeper = createGatekeeper({
  verifier: await createTokenVerifier(config.auth, systemClock),
  ruleOf: () => ({ public: false, grants: [students] }),
});
const running = await startService({
  server: { ...config.server, drainGraceMs: 200 },
  log,
  metrics,
  tracing,
  gatekeeper,
  hashSubject: (sub) => hashSubject(sub, 'bench'),
  services: [bindService(echoDefinition, { echo: async (message) => message })],
});
const issuer = await openDevelopmentIssuer(join(dataDir, 'keys'), config.auth);
const token = await issuer.issue({ sub: 'aluno-1', roles: ['aluno'], ttlSeconds: 3_600 }, new Date());
const metadata = { authorization: `Bearer ${token}` };
serveParent({ port: running.port, metadata, stop: () => running.close() });
