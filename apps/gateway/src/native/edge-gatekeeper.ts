import { type Admission, type Gatekeeper, NOBODY } from '@trilha/service-kit';
import type { Edge } from '../edge/edge.js';

/** As free as the health pages of HTTP. */
const HEALTH_SERVICE = 'grpc.health.v1.Health';

const FREE: Admission = { mustOwn: undefined };

/**
 * Lets in whom the edge lets in: from where they call, who they are by their token, and within their rates. Requests are
 * bytes that nobody decodes here, so what one may touch is for the service to say, which checks the same token and knows the
 * rules of its contract.
 */
export const edgeGatekeeper = (edge: Edge): Gatekeeper => ({
  gateOf: ({ path, service }) => ({
    identify: (metadata, peer = 'unknown') => {
      const admit = () => edge.admit({ grpcPath: path, metadata });
      const received = service === HEALTH_SERVICE ? undefined : edge.receive(peer, metadata);
      const admitted = received === undefined ? admit() : received.then(admit);
      return admitted === undefined ? NOBODY : admitted.then(() => NOBODY);
    },
    admit: () => FREE,
  }),
});
