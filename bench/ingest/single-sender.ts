import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { EventIngestionServiceService as Contract, TransactionData } from '@trilha/proto-gen/ingestion';
import { faultyItems } from '../../apps/ingestion/src/simulador/faulty-items.js';
import { closedLoop } from '../rpc/closed-loop.js';
import { echoDefinition } from '../rpc/echo-contract.js';
import type { Target } from './ingest-calls.js';
import type { SinglesAnswer } from './orders.js';
import type { PlanOptions } from './plan-messages.js';
import { registerClients } from './register-clients.js';

/** Requests of one transaction each; every one is sent to ingestion once. */
export interface Singles {
  readonly bodies: readonly Buffer[];
  next: number;
}

const CALL_TIMEOUT_MS = 30_000;

export async function planSingles(plan: PlanOptions, count: number, target: Target): Promise<Singles> {
  const items = faultyItems({ ...plan, duplicates: 0, invalid: 0 });
  await registerClients(items, plan.clients, target);
  const bodies: Buffer[] = [];
  for (const { event } of items) {
    if (event.dados?.$case !== 'transacao') continue;
    bodies.push(Buffer.from(TransactionData.encode(event.dados.value).finish()));
    if (bodies.length >= count) break;
  }
  return { bodies, next: 0 };
}

/** @throws Error when a call fails or no requests are left */
export async function runSingles(
  singles: Singles,
  {
    to,
    target,
    callers,
    seconds,
  }: {
    readonly to: 'ingestion' | 'echo';
    readonly target: Target;
    readonly callers: number;
    readonly seconds: number;
  },
): Promise<SinglesAnswer> {
  const { bodies } = singles;
  const left = bodies.length - singles.next;
  if (to === 'ingestion' && left < callers) throw new Error('no requests are left: shorter or fewer rounds');
  const path = to === 'echo' ? echoDefinition.echo.path : Contract.ingestTransaction.path;
  const client = new Client(`127.0.0.1:${target.port}`, credentials.createInsecure());
  const carried = new Metadata();
  carried.set('authorization', `Bearer ${target.token}`);
  let echoed = 0;
  const call = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const at = to === 'echo' ? echoed++ % bodies.length : singles.next++;
      const options = { deadline: Date.now() + CALL_TIMEOUT_MS };
      client.makeUnaryRequest(path, same, same, bodies[at] as Buffer, carried.clone(), options, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  const cpu = process.cpuUsage();
  const done = await closedLoop(call, { callers, seconds, ...(to === 'ingestion' ? { calls: left } : {}) });
  const { user, system } = process.cpuUsage(cpu);
  client.close();
  return { ...done, cpuMicros: user + system };
}

const same = (bytes: Buffer): Buffer => bytes;
