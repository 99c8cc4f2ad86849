import { CheckpointStore, KeyIndex } from '@trilha/pipeline';

/** Bugs planted to see that the harness notices. */
export const DEFEITOS = ['confirma-antes-do-fsync', 'checkpoint-sem-offset', 'sem-deduplicacao'] as const;
export type Defeito = (typeof DEFEITOS)[number];

/** Breaks this process. */
export function plantar(defeito: Defeito | undefined): void {
  if (defeito === 'checkpoint-sem-offset') {
    const { commit } = CheckpointStore.prototype;
    let antes = 0;
    // States go on, but the offset is that of the checkpoint before.
    CheckpointStore.prototype.commit = function (this: CheckpointStore, offset, parts, before) {
      const velho = antes;
      antes = offset;
      return commit.call(this, velho, parts, before);
    };
  }
  if (defeito === 'sem-deduplicacao') {
    KeyIndex.prototype.getOrInsert = function (this: KeyIndex, chave, valor, onde) {
      this.insert(chave, valor, onde);
      return undefined;
    };
  }
}
