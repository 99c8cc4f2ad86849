import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@trilha/pipeline/testing';
import { EventIngestionServiceService, type IngestStreamRequest } from '@trilha/proto-gen/ingestion';
import { createClient, workspaceRoot } from '@trilha/service-kit';
import { spawnService, testClientConfig } from '@trilha/service-kit/testing';
import { type Gerado, gerar } from '../src/gerador/gerar.js';
import { mensagemDe } from './exemplos.js';
import { conferir } from './kill/conferir.js';
import { DEFEITOS } from './kill/defeitos.js';
import { cambioDeTeste } from './start-ingestion.js';

const POR_MENSAGEM = 100;
const MENSAGENS = 300;

const harness = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const command = ['--import', 'tsx', 'apps/ingestion/test/kill/main.ts', '--json', ...args];
    const child = execFile(process.execPath, command, { cwd: workspaceRoot() }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

it('nothing is lost, repeated or changed by processes killed at every sort of boundary', async () => {
  const { code, out, err } = await harness('--points', '30', '--seed', '5');
  expect([code, err]).toEqual([0, expect.anything()]);
  expect(JSON.parse(out)).toMatchObject({ mortos: 30, problemas: [] });
}, 300_000);

it.each(DEFEITOS)(
  'the harness sees a planted bug: %s',
  async (defeito) => {
    const { code, out } = await harness('--points', '60', '--seed', '3', '--bug', defeito);
    expect(code).toBe(1);
    expect((JSON.parse(out) as { problemas: string[] }).problemas.length).toBeGreaterThan(0);
  },
  300_000,
);

/** Messages of a stream from one on, at most so many ahead of the acknowledgements. */
async function* mensagensDe(
  lotes: readonly (readonly Gerado[])[],
  desde: number,
): AsyncIterable<IngestStreamRequest> {
  for (const [i, lote] of lotes.slice(desde).entries()) {
    yield { primeira: BigInt(i * POR_MENSAGEM), eventos: lote.map(mensagemDe) };
  }
}

it.each(['inline', 'process'])(
  'the real service with its pipeline %s, killed at seeded moments under load, keeps all that it acknowledged, once',
  async (modo) => {
    const sorte = seededRandom(9);
    const dataDir = await mkdtemp(join(tmpdir(), 'ingestion-'));
    const gerados: Gerado[] = [];
    for (const um of gerar({ seed: 4, clientes: 200, lojas: 40 })) {
      if (gerados.push(um) === POR_MENSAGEM * MENSAGENS) break;
    }
    const lotes = Array.from({ length: MENSAGENS }, (_, i) =>
      gerados.slice(i * POR_MENSAGEM, (i + 1) * POR_MENSAGEM),
    );
    const confirmados = new Map<number, ReadonlySet<number>>();
    try {
      for (let vida = 0, desde = 0, fim = false; !fim; vida++) {
        const servico = await spawnService('ingestion', {
          dataDir,
          env: { INGESTION__PIPELINE__MODE: modo },
        });
        const client = createClient(EventIngestionServiceService, servico.target, {
          ...testClientConfig,
          name: 'ingestion',
          authorize: servico.authorize,
          defaultTimeoutMs: 60_000,
        });
        // The last life is not killed.
        const ate = vida < 6 ? desde + 1 + Math.floor(sorte() * 40) : Number.POSITIVE_INFINITY;
        const inicio = desde;
        let morta = false;
        try {
          for await (const { confirmados: numero, rejeitados } of client.ingestStream(
            mensagensDe(lotes, inicio),
          )) {
            expect(rejeitados).toEqual([]);
            desde = inicio + Number(numero) / POR_MENSAGEM;
            if (desde < ate) continue;
            servico.process.kill('SIGKILL');
            morta = true;
          }
        } catch (error) {
          if (servico.process.signalCode !== 'SIGKILL') await servico.kill();
          if (desde < ate) throw error;
        }
        for (let lote = inicio; lote < desde; lote++) confirmados.set(lote, new Set());
        // It may have said the last before it died: another life has to come to the end of what is pending.
        fim = desde === MENSAGENS && !morta;
        // What the dead one had taken and not said is sent again, and more of what it had said.
        if (!fim) desde = Math.max(0, desde - 2);
        else {
          while ((await client.getPipelineStatus({})).pendentes > 0n);
          expect(await servico.stop()).toBe(0);
        }
        client.close();
        await servico.kill();
      }
      const problemas = await conferir(dataDir, lotes, confirmados, cambioDeTeste());
      expect(problemas).toEqual([]);
      expect(confirmados.size).toBe(MENSAGENS);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);
