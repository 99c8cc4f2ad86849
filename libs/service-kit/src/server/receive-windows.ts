import type { Http2Server, Settings } from 'node:http2';
import type { Server } from '@grpc/grpc-js';

/** What the caller may send of one call before the server says that it read some. */
const CALL_BYTES = 1 << 20;
/** The same of all calls of a connection. */
const CONNECTION_BYTES = 4 << 20;

/** What grpc-js keeps the HTTP/2 side of a server in; it has no option for the windows of one (as of 1.14). */
interface Http2Side {
  readonly commonServerOptions?: { settings?: Settings };
  readonly http2Servers?: ReadonlyMap<Http2Server, unknown>;
}

/**
 * Widens what HTTP/2 lets callers send ahead, 64 KiB at first (RFC 9113, 6.9.2): a message larger than that waits for the
 * reader several times, and each time both sides are woken for a frame that says how much was read. To be called before
 * the server binds, and the function it gives right after.
 *
 * A message under way is held in memory whatever the windows are, so wider ones add little to what a caller can fill.
 * Where grpc-js keeps its servers elsewhere, the windows stay as they are.
 */
export function widenReceiveWindows(server: Server): () => void {
  const side = server as unknown as Http2Side;
  if (side.commonServerOptions !== undefined)
    side.commonServerOptions.settings = {
      ...side.commonServerOptions.settings,
      initialWindowSize: CALL_BYTES,
    };
  return () => {
    for (const http2 of side.http2Servers?.keys() ?? [])
      http2.on('session', (session) => session.setLocalWindowSize(CONNECTION_BYTES));
  };
}
