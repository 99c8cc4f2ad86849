import { CursorFile, type FileCursor, FolderStorage, FolderWatch, type RowIntake } from '@trilha/pipeline';
import { DomainError } from '@trilha/service-kit/base';
import type { Chegada, Diario } from '../app/ports.js';
import { lerLinha } from './ler-linha.js';

export interface ObservarOptions {
  /** Where files appear. */
  readonly pasta: string;
  /** Where it is kept how far each was read. */
  readonly folder: string;
  readonly diario: Diario;
  /** Resolves when there is room for more. */
  readonly esperarVez: (signal: AbortSignal) => Promise<void>;
  readonly agoraMs: () => number;
  readonly avisar: (mensagem: string, causa?: unknown) => void;
  /** How often to look, and how long a file must stay as it is; 1 s and 2 s. */
  readonly pollMs?: number;
  readonly settleMs?: number;
}

const CURSORES = 'pasta.json';

/**
 * Feeds files of a folder (CSV, TXT, JSONL, SQLite) to the same log as the RPCs. Rows are stored before their position is:
 * those that a crash brings again are known by their ids.
 */
export async function observarPasta(options: ObservarOptions): Promise<FolderWatch<Chegada>> {
  const { pasta, folder, diario, esperarVez, agoraMs, avisar, pollMs, settleMs } = options;
  const arquivo = new CursorFile(await FolderStorage.open(folder), CURSORES);
  const cursores = new Map<string, FileCursor>();
  const guardar = (): Promise<void> => arquivo.save({ scanFrom: 0, cursors: [...cursores.values()] });
  const intake: RowIntake<Chegada> = {
    cursors: async () => {
      for (const cursor of (await arquivo.load())?.cursors ?? []) cursores.set(cursor.file, cursor);
      return [...cursores.values()];
    },
    append: async (chegadas, cursor, signal) => {
      for (;;) {
        await esperarVez(signal);
        try {
          const { recusados } = await diario.receber(chegadas, agoraMs());
          if (recusados.length > 0) {
            const motivos = [...new Set(recusados.map(({ recusa }) => recusa.motivo))].join(', ');
            avisar(
              `${cursor.file}: ${recusados.length} rows until line ${cursor.line} were not taken: ${motivos}`,
            );
          }
          break;
        } catch (erro) {
          if (!(erro instanceof DomainError && erro.kind === 'overloaded')) throw erro;
        }
      }
      cursores.set(cursor.file, cursor);
      await guardar();
    },
    save: async (cursor) => {
      cursores.set(cursor.file, cursor);
      await guardar();
    },
    forget: async (file) => {
      if (cursores.delete(file)) await guardar();
    },
  };
  return new FolderWatch<Chegada>({
    folder: pasta,
    intake,
    toItem: (row, origem) => lerLinha(row, origem, agoraMs()),
    onError: (erro) => avisar(`${pasta} cannot be watched`, erro),
    onFinished: ({ file, line }) => avisar(`${file} was read, ${line - 1} lines`),
    ...(pollMs === undefined ? {} : { pollMs }),
    ...(settleMs === undefined ? {} : { settleMs }),
  });
}
