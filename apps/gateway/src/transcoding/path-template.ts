/** One step of a template: a fixed text, one segment of any text, or all segments that are left. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'rest' };

/** A field bound to the segments from `start` up to, and without, `end`. */
export interface Variable {
  /** Field path in proto names, dots between. */
  readonly field: string;
  readonly start: number;
  /** Undefined when it takes all segments that are left. */
  readonly end: number | undefined;
  /** More than one segment can match, so that an encoded slash stays encoded. */
  readonly multi: boolean;
}

export interface PathTemplate {
  readonly source: string;
  readonly segments: readonly Segment[];
  readonly variables: readonly Variable[];
  /** Custom verb after the last colon, without it. */
  readonly verb: string | undefined;
}

/** A template that does not follow the grammar. */
export class PathTemplateError extends Error {
  constructor(source: string, why: string) {
    super(`path template ${JSON.stringify(source)}: ${why}`);
    this.name = 'PathTemplateError';
  }
}

const LITERAL = /^[^/{}*:=?#]+/;
const FIELD_PATH = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/;
const VERB = /^[^/{}*:=?#]+$/;

/**
 * Parses a path template of google.api.http.
 *
 *     Template = "/" Segments [ ":" Verb ]      Segment  = "*" | "**" | Literal | Variable
 *     Segments = Segment { "/" Segment }        Variable = "{" FieldPath [ "=" Segments ] "}"
 *
 * `**` takes zero or more segments and must be the last one. Grammar: google/api/http.proto, "Path template syntax".
 *
 * @throws PathTemplateError
 */
export function parsePathTemplate(source: string): PathTemplate {
  const parser = new TemplateParser(source);
  return parser.parse();
}

class TemplateParser {
  private position = 0;
  private readonly segments: Segment[] = [];
  private readonly variables: Variable[] = [];

  constructor(private readonly source: string) {}

  parse(): PathTemplate {
    if (!this.take('/')) this.fail('must start with "/"');
    if (this.position < this.source.length) this.parseSegments(false);
    const verb = this.parseVerb();
    if (this.position < this.source.length) this.fail(`unexpected text at ${this.position}`);
    const { source, segments, variables } = this;
    return { source, segments, variables, verb };
  }

  private parseSegments(insideVariable: boolean): void {
    do {
      if (this.segments.at(-1)?.kind === 'rest') this.fail('"**" must be the last segment');
      if (!insideVariable && this.take('{')) this.parseVariable();
      else this.parseSegment();
    } while (this.take('/'));
  }

  private parseSegment(): void {
    if (this.take('**')) this.segments.push({ kind: 'rest' });
    else if (this.take('*')) this.segments.push({ kind: 'one' });
    else this.segments.push({ kind: 'literal', text: this.match(LITERAL, 'a segment') });
  }

  private parseVariable(): void {
    const start = this.segments.length;
    const field = this.match(FIELD_PATH, 'a field path');
    if (this.variables.some((other) => other.field === field)) this.fail(`${field} is bound twice`);
    if (this.take('=')) this.parseSegments(true);
    else this.segments.push({ kind: 'one' });
    if (!this.take('}')) this.fail('a variable is not closed');
    const own = this.segments.slice(start);
    const takesRest = own.at(-1)?.kind === 'rest';
    const end = takesRest ? undefined : this.segments.length;
    this.variables.push({ field, start, end, multi: takesRest || own.length > 1 });
  }

  private parseVerb(): string | undefined {
    if (!this.take(':')) return undefined;
    const verb = this.source.slice(this.position);
    if (!VERB.test(verb)) this.fail('a verb is missing or has characters that it must not have');
    this.position = this.source.length;
    return verb;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  private match(pattern: RegExp, what: string): string {
    const [found] = pattern.exec(this.source.slice(this.position)) ?? [];
    if (found === undefined) return this.fail(`${what} is missing at ${this.position}`);
    this.position += found.length;
    return found;
  }

  private fail(why: string): never {
    throw new PathTemplateError(this.source, why);
  }
}
