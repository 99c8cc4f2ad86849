import { wantsEvents } from './item-format.js';
import type { RestCall } from './rest-call.js';

/**
 * The call as an event source makes it anew after an interruption: what `Last-Event-ID` names takes the place of what the
 * URL, which is the same each time, said at first.
 */
export function resumed(call: RestCall): RestCall {
  const { route, query, request } = call;
  const given = request.headers['last-event-id'];
  if (route.resume === undefined || typeof given !== 'string' || given === '') return call;
  if (!wantsEvents(request.headers.accept)) return call;
  const names: readonly string[] = route.resume.parameters;
  // Browsers send the id in UTF-8; Node reads headers as Latin-1.
  const id = Buffer.from(given, 'latin1').toString('utf8');
  return {
    ...call,
    query: [...query.filter(([name]) => !names.includes(name)), [route.resume.parameters[0], id]],
  };
}
