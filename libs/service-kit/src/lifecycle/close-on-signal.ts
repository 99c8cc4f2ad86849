import type { Logger } from '../log/logger.js';

export interface Closable {
  close(): unknown;
}

/**
 * On SIGTERM or SIGINT closes each thing in order and exits 0; a second signal exits at once with 1. An error nobody
 * caught is logged and ends the process with 1, because its state can't be trusted.
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
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.fatal({ event: 'process_failed', err }, 'unexpected error');
      process.exit(1);
    });
  }
}
