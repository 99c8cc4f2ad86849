import { wishFor } from './accept.js';

/** How the items of a stream are written. */
export interface ItemFormat {
  readonly contentType: string;
  readonly item: (json: string, id?: string) => string;
  /** The last item of a stream that fails. */
  readonly failure: (statusJson: string) => string;
  /** What is sent in silence; undefined for nothing. */
  readonly heartbeat: string | undefined;
}

/** One JSON value a line; a failure is the line `{"error": google.rpc.Status}`. */
export const ndjson: ItemFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  item: (json) => `${json}\n`,
  failure: (statusJson) => `{"error":${statusJson}}\n`,
  heartbeat: undefined,
};

/** Server-sent events (WHATWG HTML, "Server-sent events"); a failure is an event of the type `error`. */
export const eventStream: ItemFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  item: (json, id) => `${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`,
  failure: (statusJson) => `event: error\ndata: ${statusJson}\n\n`,
  heartbeat: ': ainda aqui\n\n',
};

/** Whether an Accept header prefers events; without preference streams are NDJSON. */
export function wantsEvents(accept?: string): boolean {
  const events = wishFor('text/event-stream', accept);
  return events > 0 && events >= wishFor('application/x-ndjson', accept);
}
