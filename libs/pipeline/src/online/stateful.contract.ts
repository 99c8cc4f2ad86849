import type { Stateful } from '../state/stateful.js';
import { Random } from './random.js';
import { StateMismatch } from './state-reader.js';

export interface StatefulSubject<S extends Stateful> {
  readonly create: () => S;
  /** Takes in one event of the test's stream. */
  readonly feed: (subject: S, random: Random) => void;
  /** Everything that can be asked of it. */
  readonly ask: (subject: S) => readonly number[];
  /** Of a shape whose state must be refused. */
  readonly otherShape?: () => Stateful;
  /** After 50,000 events, or fewer for one that is slow. */
  readonly maxStateBytes: number;
  readonly events?: number;
}

/** What everything whose state goes into checkpoints must do. */
export function statefulContract<S extends Stateful>(name: string, subject: StatefulSubject<S>): void {
  const { create, feed, ask, otherShape, maxStateBytes, events = 50_000 } = subject;

  const fed = (count: number, seed = 1): S => {
    const one = create();
    keepFeeding(one, count, seed);
    return one;
  };
  const keepFeeding = (one: S, count: number, seed: number): void => {
    const random = new Random(seed);
    for (let i = 0; i < count; i++) feed(one, random);
  };
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

  describe(`${name} as Stateful`, () => {
    it('gives the same bytes after the same stream', () => {
      expect(hex(fed(700).save())).toBe(hex(fed(700).save()));
    });

    it('gives other bytes after another stream', () => {
      expect(hex(fed(700, 1).save())).not.toBe(hex(fed(700, 2).save()));
    });

    it('goes on from loaded bytes exactly as from where they were saved', () => {
      const original = fed(701);
      const restored = create();
      restored.load(original.save());
      expect(hex(restored.save())).toBe(hex(original.save()));
      expect(ask(restored)).toEqual(ask(original));
      keepFeeding(original, 700, 3);
      keepFeeding(restored, 700, 3);
      expect(ask(restored)).toEqual(ask(original));
      expect(hex(restored.save())).toBe(hex(original.save()));
    });

    it('replaces all of what it held before by what it loads', () => {
      const used = fed(900, 5);
      const original = fed(300);
      used.load(original.save());
      keepFeeding(original, 300, 6);
      keepFeeding(used, 300, 6);
      expect(hex(used.save())).toBe(hex(original.save()));
    });

    it('shares nothing with the bytes it saved or loaded', () => {
      const one = fed(300);
      const bytes = one.save();
      const restored = create();
      restored.load(bytes);
      const before = hex(restored.save());
      bytes.fill(7);
      expect(hex(one.save())).toBe(before);
      expect(hex(restored.save())).toBe(before);
    });

    const refusals: [string, (bytes: Uint8Array) => Uint8Array][] = [
      ['of another version', (bytes) => bytes.map((byte, at) => (at === 0 ? byte + 1 : byte))],
      ['of another kind', (bytes) => bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte))],
      ['with more behind them', (bytes) => Uint8Array.from([...bytes, 0])],
      ['that are none', () => new Uint8Array(0)],
    ];
    if (otherShape) refusals.push(['of another shape', () => otherShape().save()]);

    it.each(refusals)('refuses bytes %s, and stays as it was', (_, change) => {
      const one = fed(300);
      const before = hex(one.save());
      const bytes = change(fed(400, 2).save());
      expect(() => one.load(bytes)).toThrow(StateMismatch);
      expect(hex(one.save())).toBe(before);
    });

    it('refuses bytes cut short anywhere, and stays as it was', () => {
      const one = fed(300);
      const before = hex(one.save());
      const bytes = fed(400, 2).save();
      const step = Math.max(1, Math.floor(bytes.length / 60));
      for (let length = bytes.length - 1; length >= 0; length -= length < 80 ? 1 : step) {
        expect(() => one.load(bytes.subarray(0, length))).toThrow(StateMismatch);
      }
      expect(hex(one.save())).toBe(before);
    });

    it(`keeps its state below ${maxStateBytes} bytes over ${events} events`, () => {
      expect(fed(events).save().length).toBeLessThanOrEqual(maxStateBytes);
    });
  });
}
