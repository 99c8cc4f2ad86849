import { type Gatekeeper, NOBODY } from '@trilha/service-kit';
import type { RestTools } from '../http/rest-call.js';

/**
 * Lets in whom the edge lets in: who calls, by their token, and within their rate. Requests are bytes that nobody decodes
 * here, so what one may touch is for the service to say, which checks the same token and knows the rules of its contract.
 */
export const edgeGatekeeper = (admit: RestTools['admit']): Gatekeeper => ({
  gateOf: ({ path }) => ({
    identify: (metadata) => {
      const admitted = admit({ grpcPath: path, metadata });
      return admitted instanceof Promise ? admitted.then(() => NOBODY) : NOBODY;
    },
    admit: () => ({ mustOwn: undefined }),
  }),
});
