import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FolderStorage, SegmentedLog } from '@trilha/pipeline';
import { workspaceRoot } from '@trilha/service-kit';
import { type SpawnedService, spawnService } from '@trilha/service-kit/testing';
import { pastaDaAnalise, pastaDoLog } from '../src/adapters/abrir-armazem.js';
import { auditar } from '../src/auditoria/auditar.js';
import { CopiaEmMemoria } from '../src/auditoria/copia-em-memoria.js';
import type { Resumo } from '../src/simulador/resumo.js';
import { listarIds } from './kill/conferir.js';

const EVENTOS = 3_000;
const CLIENTES = 100;

let dataDir: string;
let servico: SpawnedService | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'simulate-'));
});
afterEach(async () => {
  await servico?.kill();
  await rm(dataDir, { recursive: true, force: true });
});

/** The built simulator as if its command had been typed in the data folder. */
function simulate(...args: string[]) {
  const child = spawn(process.execPath, ['apps/ingestion/dist/simulate.cli.js', ...args], {
    cwd: workspaceRoot(),
    env: { ...process.env, INIT_CWD: dataDir, DATA__DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const erros: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (texto: string) => erros.push(texto));
  const fim = once(child, 'close');
  return {
    child,
    linhas: createInterface({ input: child.stdout }),
    codigo: async (): Promise<number> => ((await fim)[0] as number | null) ?? -1,
    erros: () => erros.join(''),
  };
}

/** The columns of the log of what was sent, by event. */
async function lerRegistro(arquivo: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const [cabecalho, ...linhas] = (await readFile(arquivo, 'utf8')).trimEnd().split('\n');
  expect(cabecalho).toBe(
    'event_id,tipo,instancia,timestamp_previsto,timestamp_envio,timestamp_resposta,resultado',
  );
  const porId = new Map(linhas.map((linha) => [linha.split(',')[0] as string, linha.split(',')]));
  expect(porId.size).toBe(linhas.length);
  return porId;
}

async function idsGuardados(): Promise<readonly string[]> {
  const folder = join(dataDir, 'ingestion');
  const deLog = await FolderStorage.open(pastaDoLog(folder));
  const daAnalise = await FolderStorage.open(pastaDaAnalise(folder));
  const { problemas, pendentes } = await auditar({ pastaDoLog: deLog, pastaDaAnalise: daAnalise });
  expect([problemas, pendentes]).toEqual([[], 0]);
  const log = await SegmentedLog.open(new CopiaEmMemoria(deLog));
  try {
    return await listarIds(log);
  } finally {
    await log.close();
  }
}

it.each([
  ['unary', 'max'],
  ['batch', 'max'],
  ['stream', 'max'],
  ['stream', '1500'],
])(
  'in mode %s at rate %s, a service killed twice has every event once, and each was acknowledged',
  async (modo, taxa) => {
    servico = await spawnService('ingestion', { dataDir });
    const env = { GRPC__SERVER__PORT: String(servico.port) };
    const simulador = simulate(
      ...['--server', servico.target, '--mode', modo, '--rate', taxa, '--events', String(EVENTOS)],
      ...['--clients', String(CLIENTES), '--batch-size', '100', '--duplicates', '0.02', '--invalid', '0.01'],
      ...['--instance', 'a', '--log', 'envios.csv', '--verbose', '--json'],
    );
    let respostas = 0;
    let ultima = '';
    const mortes = [900, 2_000];
    for await (const linha of simulador.linhas) {
      ultima = linha;
      respostas += 1;
      if (respostas < (mortes[0] ?? Number.POSITIVE_INFINITY)) continue;
      mortes.shift();
      await servico.kill();
      servico = await spawnService('ingestion', { dataDir, env });
    }
    expect({ codigo: await simulador.codigo(), mortes, erros: simulador.erros() }).toMatchObject({
      codigo: 0,
      mortes: [],
    });
    const resumo = JSON.parse(ultima) as Resumo;
    expect(resumo).toMatchObject({ pedidos: EVENTOS, enviados: EVENTOS, naoConfirmados: 0, erros: {} });
    expect(resumo.reenviados).toBeGreaterThan(0);
    expect(await servico.stop()).toBe(0);

    const registro = await lerRegistro(join(dataDir, 'envios.csv'));
    expect(registro.size).toBe(EVENTOS + 2 * CLIENTES);
    const aceitos = [...registro.values()].filter((colunas) => colunas[6] === 'aceito');
    const recusados = [...registro.values()].filter((colunas) => colunas[6] !== 'aceito');
    expect(recusados.length).toBeGreaterThan(0);
    expect(recusados.every(([id]) => id?.endsWith('-x'))).toBe(true);
    expect([...(await idsGuardados())].sort()).toEqual(aceitos.map(([id]) => id).sort());
  },
);
