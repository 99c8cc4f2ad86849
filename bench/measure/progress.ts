const BAR_WIDTH = 30;
/** Without a terminal a line this often, so that a log shows life and stays short. */
const LINE_EVERY_MS = 15_000;

export interface Progress {
  /** Another step begins. */
  step(label: string): void;
  /** Takes the bar away. */
  end(): void;
}

/** Progress on stderr: a bar in a terminal, a plain line now and then elsewhere. */
export function createProgress(steps: number, out: NodeJS.WriteStream = process.stderr): Progress {
  let done = 0;
  let lastLineAt = Number.NEGATIVE_INFINITY;
  return {
    step: (label) => {
      const share = Math.min(1, done / steps);
      done += 1;
      if (out.isTTY) {
        const filled = Math.round(BAR_WIDTH * share);
        out.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${label}`);
      } else if (performance.now() - lastLineAt >= LINE_EVERY_MS) {
        lastLineAt = performance.now();
        out.write(`${Math.round(share * 100)} % ${label}\n`);
      }
    },
    end: () => {
      if (out.isTTY) out.write('\r\x1b[K');
    },
  };
}
