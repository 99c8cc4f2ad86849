import { PassThrough } from 'node:stream';
import { monitor } from './monitor.js';
import { readArguments } from './monitor-arguments.js';
import { Screen } from './screen.js';
import { WatchedService } from './watched-service.js';

const ALTERNATE = '\x1b[?1049h';
const BACK = '\x1b[?1049l';

/** A stream that passes for a terminal, or not. */
function output(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, rows: 40 });
  let written = '';
  stream.on('data', (bytes: Buffer) => {
    written += bytes.toString();
  });
  return { out: stream as unknown as NodeJS.WriteStream, written: () => written };
}

function watched() {
  let closed = 0;
  // Nothing listens on port 1.
  const services = [new WatchedService('midia', 'http://127.0.0.1:1/metrics', undefined)];
  return {
    watched: {
      services,
      close: async () => {
        closed += 1;
      },
    },
    closed: () => closed,
  };
}

const options = { once: false, json: false, everyMs: 5 };

it('gives the terminal back as it was, and lets go of what it watched', async () => {
  const { out, written } = output(true);
  const scene = watched();
  const stop = new AbortController();
  const ended = monitor({ ...options, watched: scene.watched, out, signal: stop.signal });
  while (!written().includes('midia')) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  expect(await ended).toBe(0);
  expect(written().startsWith(ALTERNATE)).toBe(true);
  expect(written().endsWith(BACK)).toBe(true);
  expect(scene.closed()).toBe(1);
});

it('steers no terminal where there is none', async () => {
  const { out, written } = output(false);
  const stop = new AbortController();
  const ended = monitor({ ...options, watched: watched().watched, out, signal: stop.signal });
  while (!written().includes('midia')) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await ended;
  expect(written()).not.toContain('\x1b');
});

it('prints once, as JSON, and says by its exit code that a service is down', async () => {
  const { out, written } = output(true);
  const { signal } = new AbortController();
  const code = await monitor({ ...options, once: true, json: true, watched: watched().watched, out, signal });
  expect(code).toBe(1);
  expect(JSON.parse(written())).toEqual({
    time: expect.any(String),
    services: [{ name: 'midia', state: 'DOWN' }],
  });
});

it('paints no more lines than the terminal has', () => {
  const { out, written } = output(true);
  const screen = new Screen(out);
  screen.show('x\n'.repeat(100));
  screen.restore();
  screen.restore();
  expect(written().split('\n')).toHaveLength(39);
  expect(written().split(BACK)).toHaveLength(2);
});

it.each(['', '0', '4000', 'x'])('refuses --every %j', (text) => {
  expect(() => readArguments([`--every=${text}`])).toThrow(
    `--every: got ${JSON.stringify(text)}, takes seconds from 0.2 to 3600`,
  );
});
