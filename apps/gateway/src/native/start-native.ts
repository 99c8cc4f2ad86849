import type { FileRegistry } from '@bufbuild/protobuf';
import type { ServerCredentials } from '@grpc/grpc-js';
import { type Logger, type ServerConfig, startService } from '@trilha/service-kit';
import type { Upstream } from '../config.js';
import type { Edge } from '../edge/edge.js';
import type { CallTimes } from '../upstream/call-timeout.js';
import type { UpstreamOptions, Upstreams } from '../upstream/raw-client.js';
import { edgeGatekeeper } from './edge-gatekeeper.js';
import { forwardingService } from './forwarding-service.js';
import { createGatewayHealth } from './gateway-health.js';

export interface NativeOptions {
  readonly server: ServerConfig;
  /** How connections of callers are protected; in the clear when absent. */
  readonly credentials?: ServerCredentials;
  readonly client: UpstreamOptions;
  readonly services: readonly Upstream[];
  readonly registry: FileRegistry;
  readonly limits: CallTimes;
  readonly log: Logger;
}

export interface Native {
  /** The port that was bound; 0 when the server is not enabled. */
  readonly port: number;
  /** Takes no new calls, lets those in flight end within the grace, then cuts what is left. */
  close(): Promise<void>;
}

/**
 * Serves gRPC for every service that has a place, by forwarding bytes over the same clients as REST: deadlines and
 * breakers are shared, and so is the edge that lets a call in. Reflection tells of all contracts, health asks the services.
 *
 * @throws ConfigError when the address can't be bound, naming the variable to change
 */
export async function startNative(options: NativeOptions, upstreams: Upstreams, edge: Edge): Promise<Native> {
  const { server, credentials, client, services, registry, limits, log } = options;
  const { metrics, tracing } = client;
  const forwarding = [...upstreams].flatMap(([name, upstream]) => {
    const service = registry.getService(name);
    const isEmpty = service === undefined || service.methods.length === 0;
    return isEmpty ? [] : [forwardingService(service, upstream, limits)];
  });
  const health = createGatewayHealth(upstreams, services, client);
  const running = await startService({
    // The kit's own health knows one process; ours asks the services.
    server: { ...server, healthCheckEnabled: false },
    services: server.healthCheckEnabled ? [...forwarding, health.binding] : forwarding,
    gatekeeper: edgeGatekeeper(edge),
    ambient: false,
    credentials,
    metrics,
    tracing,
    log,
  });
  return {
    port: running.port,
    async close() {
      await running.close();
      health.close();
    },
  };
}
