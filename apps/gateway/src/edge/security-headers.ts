import type { FastifyReply, FastifyRequest } from 'fastify';

/** A page may load nothing and be shown in no frame, unless its answer says what it needs. */
export const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";
const ONE_YEAR = 'max-age=31536000';

/** Sets what keeps a browser from doing more with an answer than reading it. */
export function secure({ protocol }: FastifyRequest, reply: FastifyReply): void {
  void reply
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('content-security-policy', NO_PAGE);
  // Over plain HTTP browsers ignore it (RFC 6797 §7.2).
  if (protocol === 'https') void reply.header('strict-transport-security', ONE_YEAR);
}
