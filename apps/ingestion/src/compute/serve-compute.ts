import { type Kit, probe, type TlsConfig } from '@trilha/service-kit';
import { publicarComputacao } from '../adapters/publicar-computacao.js';
import { type Compute, openCompute } from './open-compute.js';

export interface ServeComputeConfig {
  readonly compute: { readonly host: string; readonly port: number; readonly workers: number };
  readonly tls: TlsConfig;
  readonly server: { readonly drainGraceMs: number };
}

/** Receiving and analysing events go first where cores are full; 10 leaves the threads about a tenth of a core then. */
const NICENESS = 10;

/**
 * The compute port as a part of ingestion: protected as the gRPC port is, its certificates read anew when they change, and
 * told of on the metrics page.
 *
 * @throws ConfigError when the address can't be bound
 */
export async function serveCompute(
  { log, transport, metrics }: Pick<Kit, 'log' | 'transport' | 'metrics'>,
  { compute: { host, port, workers }, tls, server: { drainGraceMs } }: ServeComputeConfig,
  worker: URL,
): Promise<Compute> {
  await probe(host, port, 'COMPUTE__PORT');
  const protection = () => {
    const certificates = transport.certificates();
    return certificates && { ...certificates, requestCert: tls.mode === 'mtls' };
  };
  const compute = await openCompute({
    host,
    port,
    workers,
    worker,
    niceness: NICENESS,
    drainGraceMs,
    tls: protection(),
    onFault: (what, err) => log.error({ event: 'compute_failed', command: what, err }, 'compute failed'),
  });
  publicarComputacao(metrics, () => compute.engine.stats());
  transport.onCertificates(() => compute.server.renewTls(protection() ?? {}));
  log.info(
    { event: 'compute_started', host, compute_port: compute.server.port, workers },
    `computing on ${host}:${compute.server.port} with up to ${workers} threads`,
  );
  return compute;
}
