import { type Cause, FirstCauses } from './first-causes.js';
import { type Call, parseLine, type Remark } from './log-line.js';
import { type MethodFigures, MethodTallies } from './method-figures.js';
import type { LineReader } from './read-lines.js';
import { SlowestCalls } from './slowest-calls.js';

export interface ExtractOptions {
  /** As the log writes times. */
  readonly since?: string;
  readonly service?: string;
  readonly slowest?: number;
  readonly onBytes?: (bytes: number) => void;
}

/** What was read, whatever was done with it. */
export interface Reading {
  readonly lines: number;
  /** No JSON, or without time and service. */
  readonly broken: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface Extract extends Reading {
  readonly calls: number;
  readonly methods: readonly MethodFigures[];
  readonly slowest: readonly Call[];
  readonly causes: readonly Cause[];
  readonly notFollowed: number;
}

abstract class LineCount implements LineReader {
  private counted = 0;
  private brokenLines = 0;
  private first: string | undefined;
  private last: string | undefined;

  constructor(private readonly options: ExtractOptions) {}

  lines(text: string): void {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      const to = end < 0 ? text.length : end;
      if (to > from) this.line(text.slice(from, to));
      from = to + 1;
    }
  }

  tooLong(): void {
    this.counted += 1;
    this.brokenLines += 1;
  }

  progress(bytes: number): void {
    this.options.onBytes?.(bytes);
  }

  protected reading(): Reading {
    return { lines: this.counted, broken: this.brokenLines, from: this.first, to: this.last };
  }

  protected abstract take(call: Call | undefined, remark: Remark | undefined): void;

  private line(text: string): void {
    this.counted += 1;
    const parsed = parseLine(text);
    if (parsed === undefined) {
      this.brokenLines += 1;
      return;
    }
    const { time, service, call, remark } = parsed;
    if (this.options.since !== undefined && time < this.options.since) return;
    if (this.options.service !== undefined && service !== this.options.service) return;
    if (this.first === undefined || time < this.first) this.first = time;
    if (this.last === undefined || time > this.last) this.last = time;
    this.take(call, remark);
  }
}

/** Adds up all calls, in memory that does not grow with their number. */
export class CallExtract extends LineCount {
  private readonly tallies = new MethodTallies();
  private readonly slowest: SlowestCalls;
  private readonly causes = new FirstCauses();
  private calls = 0;

  constructor(options: ExtractOptions) {
    super(options);
    this.slowest = new SlowestCalls(options.slowest ?? 10);
  }

  result(): Extract {
    return {
      ...this.reading(),
      calls: this.calls,
      methods: this.tallies.figures(),
      slowest: this.slowest.calls,
      causes: this.causes.causes(),
      notFollowed: this.causes.notFollowed,
    };
  }

  protected take(call: Call | undefined): void {
    if (call === undefined) return;
    this.calls += 1;
    this.tallies.add(call);
    this.slowest.add(call);
    if (call.status !== 'OK') this.causes.add(call);
  }
}

/** Lines of one request; a caller that gives everything one id is cut off here. */
const MAX_OF_ONE_REQUEST = 10_000;

/** Picks the lines of one request. */
export class RequestExtract extends LineCount {
  readonly calls: Call[] = [];
  readonly remarks: Remark[] = [];
  /** Lines beyond the bound. */
  leftOut = 0;

  constructor(
    private readonly correlationId: string,
    options: ExtractOptions,
  ) {
    super(options);
  }

  /** Few pieces of a log have the id at all, and only those are looked at line by line. */
  override lines(text: string): void {
    if (!text.includes(this.correlationId)) return;
    const own = text.split('\n').filter((line) => line.includes(this.correlationId));
    super.lines(own.join('\n'));
  }

  result(): Reading {
    return this.reading();
  }

  protected take(call: Call | undefined, remark: Remark | undefined): void {
    if ((call ?? remark)?.correlationId !== this.correlationId) return;
    if (this.calls.length + this.remarks.length >= MAX_OF_ONE_REQUEST) this.leftOut += 1;
    else if (call !== undefined) this.calls.push(call);
    else if (remark !== undefined) this.remarks.push(remark);
  }
}
