import { type Gatekeeper, NOBODY } from '@trilha/service-kit';

/**
 * Lets every call through. The gateway forwards bytes that it does not decode, so it can't weigh a request against its
 * rule; the service behind it knows who calls, by the same token, and enforces the rules of its contract itself.
 */
export const letThrough: Gatekeeper = {
  gateOf: () => ({ identify: () => NOBODY, admit: () => ({ mustOwn: undefined }) }),
};
