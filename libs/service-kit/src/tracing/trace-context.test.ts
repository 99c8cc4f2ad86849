import fc from 'fast-check';
import { formatTraceparent, newTraceContext, parseTraceparent } from './trace-context.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => !/^0+$/.test(text));

describe('traceparent', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        const context = { traceId, spanId, sampled };
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
  });

  it('is either refused or read as a valid context, whatever a caller sends', () => {
    const near = fc
      .tuple(hex(32), hex(16), fc.string({ maxLength: 2 }), fc.nat({ max: 60 }))
      .map(([trace, span, odd, at]) => {
        const text = `00-${trace}-${span}-01`;
        return text.slice(0, at) + odd + text.slice(at + odd.length);
      });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), fc.string(), (traceparent, tracestate) => {
        const context = parseTraceparent(traceparent, tracestate);
        if (context === undefined) return;
        expect(context.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        expect(context.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
        expect(parseTraceparent(formatTraceparent(context))).toMatchObject({ traceId: context.traceId });
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['the version that is none', `ff-${TRACE}-${SPAN}-01`],
    ['more than version 00 has', `00-${TRACE}-${SPAN}-01-more`],
    ['a later version without a dash before what is new', `cc-${TRACE}-${SPAN}-01more`],
    ['a line feed', `00-${TRACE}-${SPAN}-01\n`],
  ])('is refused: %s', (_what, traceparent) => {
    expect(parseTraceparent(traceparent)).toBeUndefined();
  });

  it('of a later version is read as far as it is known', () => {
    const context = { traceId: TRACE, spanId: SPAN, sampled: true };
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-09-what-the-future-brings`)).toEqual(context);
  });

  it('tells whether the trace is recorded by the last bit alone', () => {
    const sampled = (flags: string) => parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)?.sampled;
    expect(['00', '01', '02', 'ff'].map(sampled)).toEqual([false, true, false, true]);
  });
});

describe('tracestate', () => {
  const parent = `00-${TRACE}-${SPAN}-01`;
  const stateOf = (tracestate: string) => parseTraceparent(parent, tracestate)?.state;

  it('is passed on', () => {
    const context = newTraceContext(parseTraceparent(parent, 'rojo=00f067aa0ba902b7, congo@vendor=t61'));
    expect(context.state).toBe('rojo=00f067aa0ba902b7,congo@vendor=t61');
  });

  it.each([
    ['a key in upper case', 'Rojo=1'],
    ['the same key twice', 'a=1,a=2'],
    ['a control character', 'a=1\r\nx-admin: true'],
    ['no value', 'rojo'],
    ['33 members', Array.from({ length: 33 }, (_, at) => `k${at}=1`).join(',')],
    ['more than 512 characters', `a=${'x'.repeat(200)},b=${'x'.repeat(200)},c=${'x'.repeat(200)}`],
  ])('that is not valid is left out, and the parent is kept: %s', (_what, tracestate) => {
    expect(parseTraceparent(parent, tracestate)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: true });
  });

  it('may hold empty members', () => {
    expect(stateOf('a=1,,b=2')).toBe('a=1,b=2');
  });
});

describe('a new context', () => {
  it('begins a trace that is recorded when there is no parent', () => {
    const { traceId, spanId, sampled } = newTraceContext();
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(sampled).toBe(true);
  });

  it('stays in the trace of its parent, recorded or not', () => {
    const parent = { traceId: TRACE, spanId: SPAN, sampled: false, state: 'a=1' };
    const child = newTraceContext(parent);
    expect(child).toEqual({ ...parent, spanId: child.spanId });
    expect(child.spanId).not.toBe(SPAN);
  });

  it('never repeats an id', () => {
    const contexts = Array.from({ length: 5_000 }, () => newTraceContext());
    expect(new Set(contexts.map(({ traceId }) => traceId)).size).toBe(5_000);
    expect(new Set(contexts.map(({ spanId }) => spanId)).size).toBe(5_000);
  });
});
