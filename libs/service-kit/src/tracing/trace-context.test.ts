import fc from 'fast-check';
import { formatTraceparent, newTraceContext, parseTraceparent } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it('reads ids, flag and state', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`, 'a=1')).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      sampled: true,
      state: 'a=1',
    });
  });

  it('reads what a later version adds to the fields known', () => {
    expect(parseTraceparent(`01-${TRACE}-${SPAN}-00-more`)).toMatchObject({ traceId: TRACE, sampled: false });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['too many fields of version 00', `00-${TRACE}-${SPAN}-01-more`],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['a trace id of zeroes', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeroes', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['text that only begins well', `00-${TRACE}-${SPAN}-01\nx`],
  ])('starts a new trace for %s', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('drops a state that is too long, and keeps the trace', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`, 'x'.repeat(513))).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      sampled: true,
    });
  });

  it('reads every context it wrote itself', () => {
    fc.assert(
      fc.property(fc.boolean(), (below) => {
        const context = newTraceContext(below ? newTraceContext() : undefined);
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
  });

  it('never throws, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => parseTraceparent(header) === undefined || header.length > 54),
    );
  });
});

describe('newTraceContext', () => {
  it('stays in the trace of its parent, under a new span', () => {
    const parent = { traceId: TRACE, spanId: SPAN, sampled: false, state: 'a=1' };
    const child = newTraceContext(parent);
    expect(child).toEqual({ ...parent, spanId: child.spanId });
    expect(child.spanId).not.toBe(SPAN);
  });

  it('gives no id twice', () => {
    const ids = new Set(Array.from({ length: 2_000 }, () => newTraceContext().spanId));
    expect(ids.size).toBe(2_000);
  });
});
