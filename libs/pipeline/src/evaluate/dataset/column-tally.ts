import { OneHot } from '../../online/index.js';
import { type Cell, cellOf } from './cell.js';
import { DatasetError } from './dataset-error.js';

const MAX_CATEGORIES = 1_000;

/** What stands in one column. */
export class ColumnTally {
  private numbers = 0;
  private texts = 0;
  private firstText = { line: 0, text: '' };
  private readonly found = new Set<string>();

  constructor(
    readonly name: string,
    /** Whether numbers are categories too. */
    private readonly categorical: boolean,
  ) {}

  /** @throws DatasetError when it is a list or an object, or there are too many categories */
  add(value: unknown, line: number): void {
    const cell = this.read(value, line);
    if (cell === undefined) return;
    if (typeof cell === 'string' && this.texts++ === 0) this.firstText = { line, text: cell };
    if (typeof cell === 'number') this.numbers++;
    if (typeof cell === 'number' && !this.categorical) return;
    if (this.found.size <= MAX_CATEGORIES) this.found.add(String(cell));
    // Texts among numbers are another fault, of which `categories` tells.
    if (this.found.size > MAX_CATEGORIES && (this.categorical || this.numbers === 0)) {
      throw new DatasetError(
        `column ${this.name} holds more than ${MAX_CATEGORIES} different texts; --ignore "${this.name}" leaves it out`,
      );
    }
  }

  /** Cells that are not missing. */
  get present(): number {
    return this.numbers + this.texts;
  }

  get isEmpty(): boolean {
    return this.present === 0;
  }

  /**
   * In the order in which they came; undefined for a column of numbers.
   *
   * @throws DatasetError when texts stand among numbers
   */
  categories(): OneHot | undefined {
    if (this.categorical || this.numbers === 0) return new OneHot([...this.found]);
    if (this.texts === 0) return undefined;
    const { line, text } = this.firstText;
    throw new DatasetError(
      `line ${line}: column ${this.name} holds ${JSON.stringify(text)}, but numbers elsewhere; mend it, or take all of ` +
        `the column for categories (--categorical "${this.name}") or leave it out (--ignore "${this.name}")`,
    );
  }

  private read(value: unknown, line: number): Cell {
    try {
      return cellOf(value);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      throw new DatasetError(`line ${line}: column ${this.name} ${error.message}`);
    }
  }
}
