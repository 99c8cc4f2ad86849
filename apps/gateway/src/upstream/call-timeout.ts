import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from '../errors/failure.js';

/** The longest that calls may take, whatever their callers would wait. */
export interface CallTimes {
  readonly unaryTimeoutMs: number;
  readonly streamTimeoutMs: number;
}

const GRPC_TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const MS_OF_UNIT: Readonly<Record<string, number>> = { H: 3.6e6, M: 6e4, S: 1e3, m: 1, u: 1e-3, n: 1e-6 };
const SECONDS = /^\d{1,6}(?:\.\d{1,6})?$/;

/**
 * How long a call may take: what the caller asks for by `grpc-timeout` (as gRPC over HTTP/2 spells it) or
 * `x-request-timeout` (seconds), never more than the gateway allows.
 *
 * @throws HttpRefusal 400 when a header can't be read
 */
export function callTimeoutMs(headers: IncomingHttpHeaders, maxMs: number): number {
  return Math.max(1, Math.min(maxMs, grpcTimeout(headers) ?? maxMs, plainTimeout(headers) ?? maxMs));
}

function grpcTimeout(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['grpc-timeout'];
  if (value === undefined) return undefined;
  const [, amount, unit = ''] = GRPC_TIMEOUT.exec(String(value)) ?? [];
  if (amount === undefined) throw refuse('grpc-timeout', 'use algo como "500m" ou "3S"');
  return Number(amount) * (MS_OF_UNIT[unit] ?? 1);
}

function plainTimeout(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['x-request-timeout'];
  if (value === undefined) return undefined;
  if (!SECONDS.test(String(value))) throw refuse('x-request-timeout', 'use segundos, como "2.5"');
  return Number(value) * 1000;
}

const refuse = (header: string, takes: string): HttpRefusal =>
  new HttpRefusal(400, 'CABECALHO_INVALIDO', `Cabeçalho ${header} inválido: ${takes}`);
