import { type Colour, type Paint, plain } from '../terminal/paint.js';

export interface LogLinesOptions {
  readonly names: readonly string[];
  readonly paint?: Paint;
  /** Every line; otherwise warnings and errors only. */
  readonly verbose?: boolean;
  /** The lines as the services wrote them, after the name. */
  readonly json?: boolean;
}

/** pino's numbers of levels. */
const LEVELS = new Map<number, readonly [label: string, colour: Colour]>([
  [10, ['TRACE', 'dim']],
  [20, ['DEBUG', 'dim']],
  [30, ['INFO ', 'green']],
  [40, ['WARN ', 'yellow']],
  [50, ['ERROR', 'red']],
  [60, ['FATAL', 'red']],
]);
const WARN = 40;
const NAME_COLOURS: readonly Colour[] = ['cyan', 'magenta', 'blue', 'green', 'yellow'];
/** Told by the columns before. */
const LEFT_OUT = new Set(['level', 'time', 'service', 'event', 'msg', 'err', 'pid', 'hostname']);

/** Makes one readable log of the lines of several services: time, service, level, event, fields, message. */
export class LogLines {
  private readonly labels: ReadonlyMap<string, string>;
  private readonly paint: Paint;

  constructor(private readonly options: LogLinesOptions) {
    const { names, paint = plain } = options;
    this.paint = paint;
    const width = Math.max(...names.map((name) => name.length));
    this.labels = new Map(
      names.map((name, index) => [
        name,
        paint(NAME_COLOURS[index % NAME_COLOURS.length] as Colour, name.padEnd(width)),
      ]),
    );
  }

  /** A line of a service's log, or undefined when it is not to be shown. What is no JSON is shown, so that nothing odd hides. */
  logged(name: string, line: string): string | undefined {
    const fields = parse(line);
    const level = typeof fields?.level === 'number' ? fields.level : WARN;
    if (level < WARN && !this.options.verbose) return undefined;
    if (fields === undefined || this.options.json) return this.raw(name, line);
    const [label, colour] = LEVELS.get(level) ?? [String(level).padEnd(5), 'dim'];
    const time = typeof fields.time === 'string' ? fields.time.slice(11, 23) : '';
    const text = [
      this.paint('dim', time),
      this.labels.get(name) ?? name,
      this.paint(colour, label),
      ...(typeof fields.event === 'string' ? [fields.event] : []),
      ...Object.entries(fields)
        .filter(([key]) => !LEFT_OUT.has(key))
        .map(([key, value]) => this.paint('dim', `${key}=${shown(value)}`)),
      ...(typeof fields.msg === 'string' ? [fields.msg] : []),
    ].join(' ');
    return `${text}${causeOf(fields.err)}`;
  }

  /** Something printed that is no log line. */
  raw(name: string, line: string): string {
    return `${this.labels.get(name) ?? name} ${line}`;
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The stack of an error, or what there is of it, on lines of its own. */
function causeOf(err: unknown): string {
  if (typeof err !== 'object' || err === null) return '';
  const { stack, message } = err as { stack?: unknown; message?: unknown };
  const text =
    typeof stack === 'string' ? stack : typeof message === 'string' ? message : JSON.stringify(err);
  return text
    .split('\n')
    .map((line) => `\n    ${line.trimEnd()}`)
    .join('');
}
