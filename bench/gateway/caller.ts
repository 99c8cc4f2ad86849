import type { Faults } from '../rpc/messages.js';

/** Calls one server again and again, and counts instead of throwing. */
export interface Caller {
  /** One call; resolves when it has ended, well or not. */
  call(): Promise<void>;
  faults(): Faults;
  close(): void;
}

/** What went wrong so far. */
export interface FaultCount {
  failed(reason: string): void;
  wrong(): void;
  faults(): Faults;
}

export function countFaults(): FaultCount {
  let failed = 0;
  let wrongEchoes = 0;
  let firstError: string | undefined;
  return {
    failed: (reason) => {
      failed += 1;
      firstError ??= reason;
    },
    wrong: () => {
      wrongEchoes += 1;
    },
    faults: () => ({ failed, wrongEchoes, firstError }),
  };
}
