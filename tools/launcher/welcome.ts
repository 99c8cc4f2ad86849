import { table } from '../terminal/table.js';
import { type PlannedService, urlOf } from './plan.js';

const COLUMNS = [{ head: 'service' }, { head: 'address' }, { head: 'state' }];

/** What a newcomer sees when everything runs: where each service is, and what to try. */
export function welcome(plan: readonly PlannedService[]): string {
  const rows = plan.map((service) => [
    service.name,
    service.protocol === 'http' ? urlOf(service) : `${service.host}:${service.port}`,
    'healthy',
  ]);
  const gateway = plan.find(({ protocol }) => protocol === 'http');
  return `\n${table(COLUMNS, rows)}\n${gateway === undefined ? '' : commands(gateway)}\nCtrl-C stops all of them.\n`;
}

function commands(gateway: PlannedService): string {
  const { port, tls } = gateway;
  const url = urlOf(gateway);
  const trust = tls.mode === 'off' ? '' : ` --cacert ${tls.caFile}`;
  return `
Try:
  TOKEN=$(npm run -s token -- --sub aluno-1 --role aluno)
  curl -s${trust} ${url}/cursos/tirar_duvida/fotossintese-e-a-vida-das-plantas \\
    -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"duvida":"Por que a folha é verde?"}'
  npx nx run gateway:smoke${port === 8080 ? '' : ` -- --rest ${url}`}
API page: ${url}/docs
`;
}
