import type { Logger } from '../log/logger.js';

export interface Closable {
  close(): unknown;
}

/**
 * On SIGTERM or SIGINT closes each thing in order and exits 0; a second signal exits at once with 1. A process that its
 * parent holds by an IPC channel leaves in the same way when the channel closes, so that a supervisor that was killed
 * leaves no service behind. An error nobody caught is logged and ends the process with 1, because its state can't be
 * trusted.
 */
export function closeOnSignal(log: Logger, closables: readonly Closable[]): void {
  let closing = false;
  const close = async (signal: string): Promise<void> => {
    if (closing) process.exit(1);
    closing = true;
    log.info({ event: 'service_stopping', signal }, 'stopping');
    for (const closable of closables) await closable.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void close('SIGTERM'));
  process.on('SIGINT', () => void close('SIGINT'));
  leaveWithParent(() => {
    if (!closing) void close('disconnect');
  });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.fatal({ event: 'process_failed', err }, 'unexpected error');
      process.exit(1);
    });
  }
}

function leaveWithParent(leave: () => void): void {
  // Undefined where there never was a channel, false where it closed before we got here.
  if (process.connected === undefined) return;
  if (!process.connected) {
    leave();
    return;
  }
  process.once('disconnect', leave);
  // Listening for the end of the channel keeps it open, and with it a process that has nothing else to do.
  process.channel?.unref();
}
