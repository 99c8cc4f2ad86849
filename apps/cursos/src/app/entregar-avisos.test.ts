import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { curso } from '../../test/exemplos.js';
import { gravar } from '../adapters/cursos.contract.js';
import { createMemoryStores } from '../adapters/memory-stores.js';
import type { Aviso } from '../domain/aviso.js';
import { createEntregarAvisos } from './entregar-avisos.js';
import { createInscreverAluno } from './inscrever-aluno.js';

const signal = new AbortController().signal;

async function setup() {
  const stores = createMemoryStores();
  const clock = new FakeClock();
  const recebidos: Aviso[] = [];
  let falha: Error | undefined;
  const notificacoes = {
    enviar: async (aviso: Aviso) => {
      if (falha !== undefined) throw falha;
      recebidos.push(aviso);
      return 'n-1';
    },
    recusou: (error: unknown) => error instanceof RangeError,
  };
  await gravar(stores.cursos, curso('um'));
  const { inscreverAluno } = createInscreverAluno({ ...stores, clock, newId: sequentialIds('av') });
  return {
    clock,
    recebidos,
    falhar: (error: Error | undefined) => {
      falha = error;
    },
    inscrever: (idUsuario: string) => inscreverAluno('um', idUsuario),
    entregar: createEntregarAvisos({ ...stores, notificacoes, clock, random: () => 0.5 }),
  };
}

describe('delivering notices', () => {
  it('tells a student once of an enrolment, however often it is repeated', async () => {
    const { inscrever, entregar, recebidos } = await setup();
    await inscrever('ana');
    await inscrever('ana');
    expect(await entregar(signal)).toEqual({ tentadas: 1, entregues: 1, desistidas: 0 });
    expect(await entregar(signal)).toEqual({ tentadas: 0, entregues: 0, desistidas: 0 });
    expect(recebidos).toMatchObject([{ id: 'av-1', idUsuario: 'ana', dados: { id_curso: 'um' } }]);
  });

  it('tries again later and later under the same key', async () => {
    const { inscrever, entregar, recebidos, falhar, clock } = await setup();
    await inscrever('ana');
    falhar(new Error('fora do ar'));
    const tentadas: number[] = [];
    for (const esperaMs of [0, 499, 1, 999, 1, 1_999, 1]) {
      clock.advance(esperaMs);
      tentadas.push((await entregar(signal)).tentadas);
    }
    expect(tentadas).toEqual([1, 0, 1, 0, 1, 0, 1]);
    falhar(undefined);
    clock.advance(4_000);
    await entregar(signal);
    expect(recebidos.map(({ id }) => id)).toEqual(['av-1']);
  });

  it('gives up what is refused, and what nobody takes for three days', async () => {
    const { inscrever, entregar, falhar, clock } = await setup();
    await inscrever('ana');
    falhar(new RangeError('inválido'));
    expect((await entregar(signal)).desistidas).toBe(1);
    falhar(new Error('fora do ar'));
    await inscrever('bia');
    clock.advance(3 * 24 * 60 * 60 * 1000 + 1);
    expect((await entregar(signal)).desistidas).toBe(1);
    clock.advance(1e9);
    expect((await entregar(signal)).tentadas).toBe(0);
  });

  it('counts no attempt that is cut short by closing', async () => {
    const { inscrever, entregar, falhar, recebidos } = await setup();
    await inscrever('ana');
    const abort = new AbortController();
    falhar(new Error('cancelada'));
    abort.abort();
    await expect(entregar(abort.signal)).rejects.toThrow('aborted');
    falhar(undefined);
    await entregar(signal);
    expect(recebidos).toHaveLength(1);
  });
});
