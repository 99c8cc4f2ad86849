import type { FileRegistry } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt';
import { type JsonWriter, WireToJson } from '../json/wire-to-json.js';
import { type HttpBinding, readHttpBindings } from '../transcoding/http-rule.js';
import { responseWriter } from '../transcoding/response-message.js';
import { type ResumePoint, resumePointOf } from '../transcoding/resume-point.js';
import { type RouteMatch, Router } from '../transcoding/router.js';
import type { RawClient } from '../upstream/raw-client.js';

/** One binding with all that is needed to serve it. */
export interface RestRoute extends HttpBinding {
  readonly client: RawClient;
  readonly encodeResponse: JsonWriter;
  /** How its events are resumed; undefined when they can't be. */
  readonly resume: ResumePoint | undefined;
  /** The method declares that it changes nothing. */
  readonly safe: boolean;
}

/** Every REST route of the product: what is served and what `/openapi.json` tells are made from it. */
export interface RouteTable {
  readonly routes: readonly RestRoute[];
  match(httpMethod: string, path: string): RouteMatch<RestRoute>;
}

/**
 * @param clientOf the client of a service by its full name; undefined leaves the routes of that service out
 * @throws Error on a rule that can't be served, or when two rules match the same paths
 */
export function createRouteTable(
  registry: FileRegistry,
  clientOf: (service: string) => RawClient | undefined,
): RouteTable {
  const json = new WireToJson(registry);
  const routes = readHttpBindings(registry).flatMap((binding): RestRoute[] => {
    const client = clientOf(binding.service.typeName);
    if (client === undefined) return [];
    const safe = binding.method.idempotency === Idempotency.NO_SIDE_EFFECTS;
    const resume = resumePointOf(binding);
    return [{ ...binding, client, safe, resume, encodeResponse: responseWriter(binding, json) }];
  });
  const router = new Router(routes);
  return { routes, match: (httpMethod, path) => matchWithHead(router, httpMethod, path) };
}

/** HEAD is GET without the body, but only where GET changes nothing. */
function matchWithHead(router: Router<RestRoute>, httpMethod: string, path: string): RouteMatch<RestRoute> {
  const match = router.match(httpMethod, path);
  const get = match.kind === 'wrong-method' ? router.match('GET', path) : undefined;
  if (match.kind !== 'wrong-method' || get?.kind !== 'found' || !get.route.safe) return match;
  return httpMethod === 'HEAD' ? get : { kind: 'wrong-method', allow: [...match.allow, 'HEAD'] };
}
