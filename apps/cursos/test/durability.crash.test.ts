import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CursosServiceService, RecordProgressRequest } from '@trilha/proto-gen/cursos';
import { createClient } from '@trilha/service-kit';
import { spawnService, testClientConfig } from '@trilha/service-kit/testing';
import { emParalelo } from '../src/app/em-paralelo.js';
import { startFakeServices } from './fakes.js';

const CURSO = 'fundamentos-de-sistemas-distribuidos';
const AULA = 'rpc-e-grpc';

const ALUNOS = 300;
const AO_MESMO_TEMPO = 10;

/** What to end after a test, in this order, whatever came of it. */
let endings: (() => unknown)[];
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cursos-'));
  endings = [() => rm(dataDir, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const end of endings.reverse()) await end();
});

async function start(env: Readonly<Record<string, string>> = {}) {
  const service = await spawnService('cursos', { dataDir, env });
  const { target, authorize } = service;
  const options = { ...testClientConfig, name: 'cursos', authorize };
  const client = createClient(CursosServiceService, target, options);
  endings.push(
    () => service.kill(),
    () => client.close(),
  );
  return { service, client };
}

it('has every acknowledged write after kill -9 in the middle of a burst, and tells each student once', async () => {
  const remote = await startFakeServices();
  endings.push(() => remote.close());
  const env = { NOTIFICACOES__TARGET: remote.targets.notificacoes };
  const inscritos = new Set<string>();
  const adiantados = new Set<string>();
  for (const killAfter of [95, 250, 431]) {
    const { service, client } = await start(env);
    let acknowledged = 0;
    const acknowledge = (who: Set<string>, idUsuario: string): void => {
      who.add(idUsuario);
      acknowledged += 1;
      if (acknowledged === killAfter) service.process.kill('SIGKILL');
    };
    const alunos = Array.from({ length: ALUNOS }, (_, i) => `aluno-${killAfter}-${i}`);
    const burst = emParalelo(alunos, AO_MESMO_TEMPO, async (idUsuario) => {
      await client.enrollUser({ idCurso: CURSO, idUsuario });
      acknowledge(inscritos, idUsuario);
      const aula = { idCurso: CURSO, idAula: AULA, idUsuario };
      await client.recordProgress(RecordProgressRequest.fromPartial(aula));
      acknowledge(adiantados, idUsuario);
    });
    await expect(burst).rejects.toMatchObject({ unreachable: true });
  }

  const { service, client } = await start(env);
  const missing: string[] = [];
  for (const idUsuario of inscritos) {
    const request = { idUsuario, incluirCanceladas: false, pageSize: 0, pageToken: '' };
    const { inscricoes } = await client.getUserCourses(request);
    const feitas = inscricoes[0]?.progresso?.aulasConcluidas ?? -1;
    if (feitas < (adiantados.has(idUsuario) ? 1 : 0)) missing.push(idUsuario);
  }
  expect(missing).toEqual([]);
  expect(adiantados.size).toBeGreaterThan(300);

  // Enrolments whose answer was lost are told of too, so at least the acknowledged ones have to come.
  await remote.quandoNotificadas(inscritos.size);
  const told = remote.notificadas.map(({ idUsuario }) => idUsuario);
  expect(new Set(told).size).toBe(told.length);
  expect(await service.stop()).toBe(0);
});

it('seeds an empty data folder once', async () => {
  for (let round = 0; round < 2; round++) {
    const { service, client } = await start();
    const request = { busca: 'fotossintese', incluirRascunhos: false, pageSize: 0, pageToken: '' };
    const { cursos } = await client.listCursos(request);
    expect(cursos.map(({ id }) => id)).toEqual(['fotossintese-e-a-vida-das-plantas']);
    expect(await service.stop()).toBe(0);
  }
});
