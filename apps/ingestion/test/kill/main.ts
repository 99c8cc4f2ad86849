/** Kills ingestion at every boundary and checks what it left; `--help` tells how. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceRoot } from '@trilha/service-kit';
import { build } from 'esbuild';
import { Barra } from '../../src/auditoria/barra.js';
import { DEFEITOS, type Defeito } from './defeitos.js';
import { rodar } from './harness.js';

const USAGE = `Mata processos da ingestão em fronteiras sorteadas (SIGKILL antes, no meio e depois de cada escrita, fsync, renomeação e
confirmação; na metade das vezes perde-se também o que não foi sincronizado) e confere cada pasta no fim: tudo o que foi
confirmado está lá, uma vez, e o estado é, bit a bit, o de uma análise feita de uma vez.

  npx nx run ingestion:kill-harness -- [--points N] [--seed N] [--bug NOME] [--json]

  --points N   quantos processos matar (1000)
  --seed N     a semente do sorteio (1)
  --bug NOME   planta um defeito, que deve ser visto: ${DEFEITOS.join(', ')}
  --json       o resultado em JSON
  --help       mostra esta ajuda

Código de saída: 0 tudo confere, 1 algo se perdeu, repetiu ou diverge, 2 o pedido não foi entendido.`;

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    bug: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [pontos, seed] = [Number(values.points), Number(values.seed)];
if (values.help) console.log(USAGE);
else if (!(Number.isSafeInteger(pontos) && pontos > 0 && Number.isSafeInteger(seed) && seed >= 0))
  fail('--points e --seed são números inteiros');
else if (values.bug !== undefined && !DEFEITOS.some((um) => um === values.bug))
  fail(`--bug é um de ${DEFEITOS.join(', ')}`);
else await main();

function fail(text: string): void {
  console.error(`${text}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  // Below the workspace, where the packages are found that stay outside of the bundle.
  const pasta = join(workspaceRoot(), 'apps/ingestion/dist', `kill-${process.pid}`);
  const filho = join(pasta, 'filho.js');
  const barra = new Barra(`de ${pontos} processos mortos`);
  try {
    await build({
      entryPoints: [join(import.meta.dirname, 'filho.ts')],
      outfile: filho,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      sourcemap: 'linked',
      logLevel: 'warning',
      plugins: [
        {
          name: 'only-ours',
          setup: ({ onResolve }) =>
            onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
              kind === 'entry-point' || path.startsWith('@trilha/') ? undefined : { path, external: true },
            ),
        },
      ],
    });
    const defeito = values.bug as Defeito | undefined;
    const comecoMs = performance.now();
    const { mortes, cenas, problemas } = await rodar({
      pontos,
      seed,
      defeito,
      filho,
      progresso: (feitos) => barra.mostrar(feitos, pontos),
    });
    barra.fechar();
    const mortos = [...mortes.values()].reduce((soma, um) => soma + um, 0);
    const segundos = Math.round((performance.now() - comecoMs) / 1_000);
    if (values.json)
      console.log(
        JSON.stringify({ mortos, cenas, fronteiras: Object.fromEntries(mortes), problemas, segundos }),
      );
    else {
      for (const [fronteira, vezes] of [...mortes].sort())
        console.log(`${String(vezes).padStart(6)}  ${fronteira}`);
      console.log(
        `\n${mortos} processos mortos em ${mortes.size} fronteiras e ${cenas} pastas, ${segundos} s, semente ${seed}`,
      );
      console.log(problemas.length === 0 ? 'Tudo confere.' : problemas.join('\n'));
    }
    if (problemas.length > 0) process.exitCode = 1;
  } finally {
    await rm(pasta, { recursive: true, force: true });
  }
}
