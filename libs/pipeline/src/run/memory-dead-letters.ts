import type { DeadLetter, DeadLetters } from './dead-letter.js';

/** Dead letters that last as long as this object. */
export class MemoryDeadLetters implements DeadLetters {
  private readonly letters = new Map<number, DeadLetter>();

  async store(letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) this.letters.set(letter.offset, letter);
  }

  async forgetFrom(offset: number): Promise<void> {
    for (const known of [...this.letters.keys()]) if (known >= offset) this.letters.delete(known);
  }

  async between(offset: number, end: number): Promise<readonly DeadLetter[]> {
    return this.all().filter((letter) => letter.offset >= offset && letter.offset < end);
  }

  all(): readonly DeadLetter[] {
    return [...this.letters.values()].sort((a, b) => a.offset - b.offset);
  }
}
