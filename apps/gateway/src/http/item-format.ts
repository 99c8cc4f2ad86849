/** How the items of a stream are written. */
export interface ItemFormat {
  readonly contentType: string;
  readonly item: (json: string) => string;
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
  item: (json) => `data: ${json}\n\n`,
  failure: (statusJson) => `event: error\ndata: ${statusJson}\n\n`,
  heartbeat: ': ainda aqui\n\n',
};

/** Whether an Accept header prefers events; without preference streams are NDJSON. */
export function wantsEvents(accept = ''): boolean {
  const quality = (type: string): number => {
    const range = accept.split(',').find((one) => one.split(';')[0]?.trim().toLowerCase() === type);
    if (range === undefined) return 0;
    return Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1);
  };
  const events = quality('text/event-stream');
  return events > 0 && events >= quality('application/x-ndjson');
}
