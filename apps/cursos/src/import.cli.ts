/** Brings the courses of a folder into the database; `--help` tells how. */
import { parseArgs } from 'node:util';
import { systemClock as clock, newId } from '@trilha/service-kit';
import { openStores } from './adapters/open-stores.js';
import { readPasta } from './adapters/pasta/read-pasta.js';
import { createConcluirCompletos } from './app/concluir-completos.js';
import { createImportarCursos } from './app/importar-cursos.js';
import { runCli, UsageError } from './cli.js';
import { loadCliConfig } from './config.js';
import type { Relatorio } from './domain/importacao.js';

const USAGE = `Importa um curso de uma pasta de arquivos Markdown, ou todos os cursos das pastas dentro dela.

  npx nx run cursos:import -- --dir PASTA [--dry-run]

  --dir PASTA   a pasta do curso (a que tem curso.md)
  --dry-run     só mostra o que mudaria
  --help        mostra esta ajuda

Tudo ou nada: um problema em qualquer arquivo, e nenhum curso muda. Importar de novo atualiza o curso no lugar; inscrições
ficam, e o progresso das aulas que continuam também.`;

await runCli(USAGE, async (args) => {
  const { values } = parseArgs({
    args,
    options: { dir: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
  });
  if (values.dir === undefined) throw new UsageError('falta --dir PASTA');
  const config = loadCliConfig(process.env);
  const escritos = await readPasta(config.pathOf(values.dir));
  const stores = await openStores({ databaseFile: config.databaseFile, clock });
  try {
    const concluirCompletos = createConcluirCompletos({ ...stores, clock, newId });
    const importar = createImportarCursos({ ...stores, clock, concluirCompletos });
    const relatorios = await importar(escritos, { ensaio: values['dry-run'] });
    return relatorios.map(textOf).join('\n') + (values['dry-run'] ? '\n(ensaio: nada foi gravado)' : '');
  } finally {
    await stores.close();
  }
});

function textOf({ idCurso, resultado, ...aulas }: Relatorio): string {
  const listas = [
    ['novas', aulas.aulasNovas],
    ['alteradas', aulas.aulasAlteradas],
    ['removidas', aulas.aulasRemovidas],
  ] as const;
  return [
    `${idCurso}: ${resultado}`,
    ...listas
      .filter(([, ids]) => ids.length > 0)
      .map(([nome, ids]) => `  aulas ${nome} (${ids.length}): ${ids.join(', ')}`),
  ].join('\n');
}
