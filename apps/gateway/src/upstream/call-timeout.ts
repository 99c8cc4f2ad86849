import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from '../errors/failure.js';

/** The longest that calls may take, whatever their callers would wait. */
export interface CallTimes {
  readonly unaryTimeoutMs: number;
  readonly streamTimeoutMs: number;
}

const GRPC_TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const MS_OF_UNIT: Readonly<Record<string, number>> = { H: 3.6e6, M: 6e4, S: 1e3, m: 1, u: 1e-3, n: 1e-6 };
/** At most ten digits (Connect protocol, "Timeout"). */
const MILLISECONDS = /^\d{1,10}$/;
const SECONDS = /^\d{1,6}(?:\.\d{1,6})?$/;

/**
 * How long a call may take: what the caller asks for by `grpc-timeout` (as gRPC over HTTP/2 spells it),
 * `connect-timeout-ms` (as Connect does) or `x-request-timeout` (seconds), never more than the gateway allows. Of several
 * the shortest counts.
 *
 * @throws HttpRefusal 400 when a header can't be read
 */
export function callTimeoutMs(headers: IncomingHttpHeaders, maxMs: number): number {
  const asked = [grpcTimeout(headers), connectTimeout(headers), plainTimeout(headers)];
  return Math.max(1, Math.min(maxMs, ...asked.filter((ms) => ms !== undefined)));
}

function grpcTimeout(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['grpc-timeout'];
  if (value === undefined) return undefined;
  const [, amount, unit = ''] = GRPC_TIMEOUT.exec(String(value)) ?? [];
  if (amount === undefined) throw refuse('grpc-timeout', 'use algo como "500m" ou "3S"');
  return Number(amount) * (MS_OF_UNIT[unit] ?? 1);
}

function connectTimeout(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['connect-timeout-ms'];
  if (value === undefined) return undefined;
  if (!MILLISECONDS.test(String(value))) throw refuse('connect-timeout-ms', 'use milissegundos, como "2500"');
  return Number(value);
}

function plainTimeout(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['x-request-timeout'];
  if (value === undefined) return undefined;
  if (!SECONDS.test(String(value))) throw refuse('x-request-timeout', 'use segundos, como "2.5"');
  return Number(value) * 1000;
}

const refuse = (header: string, takes: string): HttpRefusal =>
  new HttpRefusal(400, 'CABECALHO_INVALIDO', `Cabeçalho ${header} inválido: ${takes}`);
