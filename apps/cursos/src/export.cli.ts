/** Writes a course of the database as a folder; `--help` tells how. */
import { parseArgs } from 'node:util';
import { systemClock as clock } from '@trilha/service-kit';
import { openStores } from './adapters/open-stores.js';
import { writePasta } from './adapters/pasta/write-pasta.js';
import { createExportarCurso } from './app/exportar-curso.js';
import { runCli, UsageError } from './cli.js';
import { loadCliConfig } from './config.js';

const USAGE = `Exporta um curso para uma pasta de arquivos Markdown, da qual pode ser importado de novo.

  npx nx run cursos:export -- --curso ID --dir PASTA [--substituir]

  --curso ID     o id do curso
  --dir PASTA    a pasta do curso, que não existe ou está vazia
  --substituir   troca o curso que está na pasta
  --help         mostra esta ajuda`;

await runCli(USAGE, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      curso: { type: 'string' },
      dir: { type: 'string' },
      substituir: { type: 'boolean', default: false },
    },
  });
  const { curso, dir, substituir } = values;
  if (curso === undefined || dir === undefined) throw new UsageError('faltam --curso ID e --dir PASTA');
  const config = loadCliConfig(process.env);
  const stores = await openStores({ databaseFile: config.databaseFile, clock });
  try {
    const escrito = await createExportarCurso(stores)(curso);
    const path = config.pathOf(dir);
    return `${curso}: ${await writePasta(path, escrito, { substituir })} arquivos em ${path}`;
  } finally {
    await stores.close();
  }
});
