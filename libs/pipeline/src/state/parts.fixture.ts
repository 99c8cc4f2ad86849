import type { Incremental, Stateful } from './stateful.js';

/** A number, saved whole; for tests. */
export class CounterPart implements Stateful {
  constructor(public value = 0) {}

  save(): Uint8Array {
    return new Uint8Array(Float64Array.of(this.value).buffer);
  }

  load(bytes: Uint8Array): void {
    this.value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  }
}

/** A map that saves what changed; for tests. Like most parts it does not check what it loads. */
export class MapPart implements Incremental {
  entries = new Map<string, number>();
  private changes = new Map<string, number>();

  set(key: string, value: number): void {
    this.entries.set(key, value);
    this.changes.set(key, value);
  }

  save(): Uint8Array {
    this.changes.clear();
    return encode(this.entries);
  }

  saveChanges(): Uint8Array {
    const bytes = encode(this.changes);
    this.changes.clear();
    return bytes;
  }

  load(bytes: Uint8Array): void {
    this.entries = new Map(decode(bytes));
    this.changes.clear();
  }

  loadChanges(bytes: Uint8Array): void {
    for (const [key, value] of decode(bytes)) this.entries.set(key, value);
    this.changes.clear();
  }
}

const encode = (entries: Map<string, number>) => Buffer.from(JSON.stringify([...entries]), 'utf8');
const decode = (bytes: Uint8Array): [string, number][] => JSON.parse(Buffer.from(bytes).toString('utf8'));
