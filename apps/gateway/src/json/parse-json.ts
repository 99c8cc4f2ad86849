import { exactInteger } from './exact-integer.js';
import { type JsonObject, type JsonTree, MAX_DEPTH } from './json-tree.js';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITESPACE = /[ \t\n\r]*/y;

/** Text that is not JSON (RFC 8259), or JSON that names a member twice. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    /** Where the member is that occurs twice; empty for other faults. */
    readonly path: string = '',
  ) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

/**
 * Parses JSON without losing anything: unlike JSON.parse it refuses members that occur twice and keeps whole
 * numbers exact. Nesting beyond 100 levels is refused, so no text can exhaust the stack.
 *
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): JsonTree {
  const reader = new JsonReader(text);
  return reader.read();
}

class JsonReader {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  read(): JsonTree {
    const value = this.value('');
    this.space();
    if (this.position < this.text.length) this.fail();
    return value;
  }

  private value(path: string): JsonTree {
    this.space();
    switch (this.text[this.position]) {
      case '{':
        return this.nested(() => this.object(path));
      case '[':
        return this.nested(() => this.array(path));
      case '"':
        this.position += 1;
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new JsonSyntaxError(`JSON com mais de ${MAX_DEPTH} níveis`);
    this.position += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private object(path: string): JsonObject {
    const members: JsonObject = new Map();
    if (this.next('}')) return members;
    do {
      this.space();
      if (this.text[this.position] !== '"') this.fail();
      this.position += 1;
      const name = this.string();
      const own = path === '' ? name : `${path}.${name}`;
      if (members.has(name)) throw new JsonSyntaxError('aparece mais de uma vez', own);
      if (!this.next(':')) this.fail();
      members.set(name, this.value(own));
    } while (this.next(','));
    if (!this.next('}')) this.fail();
    return members;
  }

  private array(path: string): JsonTree[] {
    const items: JsonTree[] = [];
    if (this.next(']')) return items;
    do items.push(this.value(`${path}[${items.length}]`));
    while (this.next(','));
    if (!this.next(']')) this.fail();
    return items;
  }

  /** From behind the opening quote; escapes and control characters are left to JSON.parse. */
  private string(): string {
    const start = this.position;
    let end = this.text.indexOf('"', start);
    while (end > 0 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end < 0) this.fail();
    this.position = end + 1;
    try {
      return JSON.parse(this.text.slice(start - 1, end + 1)) as string;
    } catch {
      this.position = start;
      return this.fail();
    }
  }

  /** An odd number of backslashes stands before the quote. */
  private isEscaped(quote: number): boolean {
    let first = quote;
    while (this.text[first - 1] === '\\') first -= 1;
    return (quote - first) % 2 === 1;
  }

  private number(): number | bigint {
    const start = this.position;
    if (!this.skip(NUMBER)) this.fail();
    const literal = this.text.slice(start, this.position);
    const value = Number(literal);
    const isFraction = Number.isFinite(value) && !Number.isInteger(value);
    return isFraction || Object.is(value, -0) ? value : (exactInteger(literal) ?? value);
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.position)) this.fail();
    this.position += word.length;
    return value;
  }

  /** Skips white space, and the character if it comes next. */
  private next(character: string): boolean {
    this.space();
    if (this.text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  private space(): void {
    const code = this.text.charCodeAt(this.position);
    if (code === 32 || code === 10 || code === 13 || code === 9) this.skip(WHITESPACE);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    if (!pattern.test(this.text)) return false;
    this.position = pattern.lastIndex;
    return true;
  }

  private fail(): never {
    const where = this.position < this.text.length ? `na posição ${this.position}` : 'no fim do texto';
    throw new JsonSyntaxError(`JSON malformado ${where}`);
  }
}
