import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from '../errors/failure.js';

/**
 * Refuses a request by HTTP/2 whose `host` is not its `:authority` (RFC 9113 §8.3.1): two parties on its way could take it
 * for two hosts'.
 *
 * @throws HttpRefusal 400
 */
export function refuseTwoHosts({ host, ':authority': authority }: IncomingHttpHeaders): void {
  if (host === undefined || authority === undefined || host === authority) return;
  throw new HttpRefusal(400, 'HTTP_MALFORMADO', 'Os cabeçalhos host e :authority diferem');
}
