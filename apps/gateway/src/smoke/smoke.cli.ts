/** `npx nx run gateway:smoke`: exercises every RPC of every service through REST and by gRPC itself. */
import { parseArgs } from 'node:util';
import { ConfigError, openTransport, runService } from '@trilha/service-kit';
import { loadSmokeConfig } from './config.js';
import { createGrpcTransport } from './grpc-transport.js';
import { makeToken } from './make-token.js';
import { jsonOf, lineOf, summaryOf } from './report.js';
import { createRestTransport } from './rest-transport.js';
import { runSmoke, SCENARIOS } from './run-smoke.js';

const USAGE = `usage: npx nx run gateway:smoke -- [--rest URL] [--only cursos,midia] [--via rest|grpc] [--token TOKEN] [--json]

Calls every RPC of every service through the gateway and directly by gRPC, and reads back by another RPC a random value
written in this run. Prints a line each with its time; exits with 1 when a step fails.

  --rest URL    address of the gateway (default http://127.0.0.1 with HTTP__PORT or 8080; https with TLS__MODE)
  --only LIST   these services only, names with commas between
  --via WAY     rest or grpc only (default: both)
  --token TOKEN shown with every call; needs the roles operador and servico. Without it one is made with the key of the
                development issuer in DATA__DIR
  --json        one JSON object in place of lines

The gRPC addresses are those of the environment: NAME__TARGET, or localhost and the usual ports.
`;

const CALL_TIMEOUT_MS = 15_000;

await runService(async () => {
  const { values } = parseArgs({
    options: {
      rest: { type: 'string' },
      only: { type: 'string' },
      via: { type: 'string' },
      token: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.via !== undefined && values.via !== 'rest' && values.via !== 'grpc') {
    throw new ConfigError(`--via: got ${JSON.stringify(values.via)}, takes rest or grpc`);
  }
  if (values.rest !== undefined && !URL.canParse(values.rest)) {
    throw new ConfigError(
      `--rest: got ${JSON.stringify(values.rest)}, takes an URL such as http://127.0.0.1:8080`,
    );
  }
  const { restUrl, targetOf, auth, tls, log } = loadSmokeConfig(process.env);
  const token = values.token ?? (await makeToken(auth));
  const { channel, certificates } = openTransport(tls, log);
  const options = { token, channel, certificates: certificates(), timeoutMs: CALL_TIMEOUT_MS };
  const transports = [
    createRestTransport(values.rest ?? restUrl, options),
    createGrpcTransport(targetOf, options),
  ].filter(({ name }) => values.via === undefined || name === values.via);

  const results = await runSmoke({
    transports,
    scenarios: chosen(values.only),
    onResult: (result) => {
      if (!values.json) process.stdout.write(`${lineOf(result)}\n`);
    },
  });
  for (const transport of transports) transport.close();
  process.stdout.write(values.json ? jsonOf(results) : summaryOf(results));
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
});

function chosen(only: string | undefined) {
  if (only === undefined) return SCENARIOS;
  const nameOf = (service: string): string => service.split('.')[1] ?? service;
  const names = only.split(',');
  const unknown = names.filter((name) => !SCENARIOS.some(({ service }) => nameOf(service) === name));
  if (unknown.length > 0) {
    const takes = SCENARIOS.map(({ service }) => nameOf(service)).join(', ');
    throw new ConfigError(`--only: got ${JSON.stringify(unknown.join(','))}, takes ${takes}`);
  }
  return SCENARIOS.filter(({ service }) => names.includes(nameOf(service)));
}
