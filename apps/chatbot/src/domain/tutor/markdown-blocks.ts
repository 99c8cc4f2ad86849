/** A stretch of a lesson that reads as prose: a paragraph, a list item, a quotation or the row of a table. */
export interface Block {
  /** Offset of the first UTF-16 code unit, after list and quotation markers. */
  readonly start: number;
  /** Offset just past the last UTF-16 code unit. */
  readonly end: number;
  /** Rows are one statement whatever their punctuation. */
  readonly kind: 'prose' | 'row';
  /** The titles above it, outermost first; for a row also the header of its table. */
  readonly headings: readonly string[];
}

interface Line {
  readonly text: string;
  readonly start: number;
}

interface Heading {
  readonly level: number;
  readonly title: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ATX_HEADING = /^ {0,3}(#{1,6})(?:[ \t](.*))?$/;
const SETEXT_UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const THEMATIC_BREAK = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/;
const QUOTE = /^(?: {0,3}>[ \t]?)+/;
const INDENTED_CODE = /^(?: {4}|\t)/;
const LINK_DEFINITION = /^ {0,3}\[[^\]]+\]:\s*\S+/;
const TABLE_DELIMITER = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

const linesOf = (text: string): Line[] => {
  const lines: Line[] = [];
  for (const match of text.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)) {
    if (match[0] === '') continue;
    lines.push({ text: match[0].replace(/[\r\n]+$/, ''), start: match.index });
  }
  return lines;
};

/**
 * Finds the prose of a Markdown text, in order.
 *
 * Headings, code (fenced or indented), thematic breaks, link definitions and table delimiters are no prose; headings
 * and table headers go along with the blocks they stand over. A subset of CommonMark with tables, enough to know what
 * a reader would read as a statement: what it cannot tell it keeps as prose.
 */
export const markdownBlocks = (text: string): Block[] => new BlockReader(linesOf(text)).read();

/** `## Title ##` is titled `Title`, while `## C#` keeps its sign. */
const withoutClosingHashes = (title: string): string => {
  const trimmed = title.trim();
  let end = trimmed.length;
  while (trimmed[end - 1] === '#') end -= 1;
  return end === 0 || /\s/.test(trimmed[end - 1] ?? '') ? trimmed.slice(0, end).trimEnd() : trimmed;
};

class BlockReader {
  private readonly blocks: Block[] = [];
  private headings: readonly Heading[] = [];
  private open: { start: number; end: number } | undefined;
  private inList = false;

  constructor(private readonly lines: readonly Line[]) {}

  read(): Block[] {
    for (let at = 0; at < this.lines.length; ) at = this.readAt(at);
    this.close();
    return this.blocks;
  }

  /** Reads the construct that starts on this line and returns the line after it. */
  private readAt(at: number): number {
    const line = this.lines[at];
    if (line === undefined) return at + 1;
    const { text } = line;
    if (text.trim() === '') return this.endBlock(at);
    const fence = FENCE.exec(text)?.[1];
    if (fence !== undefined) return this.skipFence(at, fence);
    const atx = ATX_HEADING.exec(text);
    if (atx) return this.enterHeading(at, atx[1]?.length ?? 1, withoutClosingHashes(atx[2] ?? ''));
    if (this.open !== undefined && !this.inList && SETEXT_UNDERLINE.test(text))
      return this.enterSetext(at, text);
    if (THEMATIC_BREAK.test(text)) return this.endList(at);
    if (this.isTableAt(at)) return this.readTable(at);
    if (LINK_DEFINITION.test(text) && this.open === undefined) return this.endBlock(at);
    if (INDENTED_CODE.test(text) && this.open === undefined && !this.inList) return at + 1;
    return this.readProse(at, line);
  }

  private readProse(at: number, { text, start }: Line): number {
    const quote = QUOTE.exec(text)?.[0].length ?? 0;
    const item = LIST_ITEM.exec(text.slice(quote))?.[0].length;
    if (item !== undefined) {
      this.close();
      this.inList = true;
    } else if (this.open === undefined && !/^[ \t]/.test(text)) {
      this.inList = false;
    }
    const content = text.slice(quote + (item ?? 0));
    if (content.trim() === '') return this.endBlock(at);
    const from = start + text.length - content.trimStart().length;
    this.open = { start: this.open?.start ?? from, end: start + text.trimEnd().length };
    return at + 1;
  }

  private endBlock(at: number): number {
    this.close();
    return at + 1;
  }

  private endList(at: number): number {
    this.inList = false;
    return this.endBlock(at);
  }

  private skipFence(at: number, fence: string): number {
    this.close();
    const closing = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`);
    let end = at + 1;
    while (end < this.lines.length && !closing.test(this.lines[end]?.text ?? '')) end += 1;
    return end + 1;
  }

  private enterHeading(at: number, level: number, title: string): number {
    this.headings = [...this.headings.filter((outer) => outer.level < level), { level, title }];
    return this.endList(at);
  }

  private enterSetext(at: number, underline: string): number {
    const title = this.lines[at - 1]?.text.trim() ?? '';
    this.open = undefined;
    return this.enterHeading(at, underline.trim().startsWith('=') ? 1 : 2, title);
  }

  private isTableAt(at: number): boolean {
    const delimiter = this.lines[at + 1]?.text ?? '';
    return (
      (this.lines[at]?.text ?? '').includes('|') && delimiter.includes('|') && TABLE_DELIMITER.test(delimiter)
    );
  }

  private readTable(at: number): number {
    this.close();
    const header = this.lines[at]?.text.trim() ?? '';
    let row = at + 2;
    for (; row < this.lines.length; row += 1) {
      const line = this.lines[row];
      if (line === undefined || !line.text.includes('|')) break;
      const start = line.start + line.text.length - line.text.trimStart().length;
      this.push('row', start, line.start + line.text.trimEnd().length, [header]);
    }
    return row;
  }

  private close(): void {
    if (this.open !== undefined) this.push('prose', this.open.start, this.open.end, []);
    this.open = undefined;
  }

  private push(kind: Block['kind'], start: number, end: number, over: readonly string[]): void {
    this.blocks.push({ kind, start, end, headings: [...this.headings.map(({ title }) => title), ...over] });
  }
}
