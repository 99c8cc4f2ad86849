import { analiseParada } from '../domain/errors.js';
import { AnaliseRemota } from './analise-remota.js';
import type { Canal, FimDoCanal } from './canal.js';
import type { Ida, Volta } from './protocolo.js';

/** The other sides that were started, each ready at once unless told otherwise. */
class Lugar {
  readonly vidas: Vida[] = [];
  abrem = true;

  constructor(readonly isolado: boolean) {}

  abrir(ouvir: (volta: Volta) => void): Canal {
    const vida = new Vida(ouvir);
    this.vidas.push(vida);
    queueMicrotask(() => (this.abrem ? ouvir({ tipo: 'pronta' }) : vida.morrer()));
    return vida;
  }

  get ultima(): Vida {
    return this.vidas.at(-1) as Vida;
  }
}

class Vida implements Canal {
  readonly ditas: Ida[] = [];
  readonly fim: Promise<FimDoCanal>;
  morrer: () => void = () => {};

  constructor(readonly ouvir: (volta: Volta) => void) {
    this.fim = new Promise((resolve) => {
      this.morrer = () => resolve({ codigo: 1 });
    });
  }

  dizer(ida: Ida): void {
    this.ditas.push(ida);
    if (ida.tipo === 'fim') this.morrer();
  }
}

const passo = { first: 0, end: 10, bytes: 100 };

async function cena(isolado = true) {
  const lugar = new Lugar(isolado);
  const falhas: Error[] = [];
  const esperas: number[] = [];
  const log = { progress: () => [passo], latestProgress: () => passo };
  const analise = await AnaliseRemota.abrir({
    lugar,
    log,
    pasta: 'a',
    pastaDoLog: 'b',
    ratesFile: 'c',
    checkpointMs: 1,
    aoFalhar: (erro) => falhas.push(erro),
    esperar: async (ms) => void esperas.push(ms),
    sorte: () => 0.99,
  });
  return { lugar, analise, falhas, esperas, log };
}

const voltas = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

describe('what becomes durable', () => {
  const duas = [
    { primeiro: 10, quantos: 2, ms: 5, avulsos: [11] },
    { primeiro: 12, quantos: 1, ms: 6, avulsos: [] },
  ];
  const tornarDuravel = (analise: AnaliseRemota): void => {
    for (const { primeiro, quantos, ms, avulsos } of duas) analise.duravel(primeiro, quantos, ms, avulsos);
  };

  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it('is told some milliseconds later, together, after how far the log was at the start', async () => {
    const { lugar, analise } = await cena();
    tornarDuravel(analise);
    expect(lugar.ultima.ditas).toEqual([
      { tipo: 'abrir', dados: expect.objectContaining({ pasta: 'a', progresso: [passo] }) },
    ]);
    jest.runAllTimers();
    expect(lugar.ultima.ditas.slice(1)).toEqual([{ tipo: 'duravel', marcas: duas, progresso: [passo] }]);
    tornarDuravel(analise);
    jest.runAllTimers();
    expect(lugar.ultima.ditas).toHaveLength(3);
  });

  it('is told with every file of the log that grew', async () => {
    const { lugar, analise, log } = await cena();
    tornarDuravel(analise);
    const outro = { first: 13, end: 14, bytes: 20 };
    log.latestProgress = () => outro;
    analise.duravel(13, 1, 7, []);
    jest.runAllTimers();
    expect(lugar.ultima.ditas.at(-1)).toMatchObject({ progresso: [passo, outro] });
  });

  it.each([
    ['a question', (analise: AnaliseRemota) => void analise.estado().catch(() => {})],
    ['the end', (analise: AnaliseRemota) => void analise.close()],
  ])('is told before %s, which knows of it', async (_name, fazer) => {
    const { lugar, analise } = await cena();
    tornarDuravel(analise);
    fazer(analise);
    expect(lugar.ultima.ditas.map(({ tipo }) => tipo).slice(0, 2)).toEqual(['abrir', 'duravel']);
    expect(lugar.ultima.ditas).toHaveLength(3);
    jest.runAllTimers();
    expect(lugar.ultima.ditas).toHaveLength(3);
  });
});

it('starts one in a process of its own again, and refuses what it was asked meanwhile', async () => {
  const { lugar, analise } = await cena();
  const pergunta = analise.estado();
  lugar.ultima.morrer();
  await expect(pergunta).rejects.toEqual(analiseParada());
  await voltas();
  expect(lugar.vidas).toHaveLength(2);
  expect(analise.recomecos).toBe(1);
  const outra = analise.estado();
  const dita = lugar.ultima.ditas.at(-1) as Extract<Ida, { tipo: 'pergunta' }>;
  lugar.ultima.ouvir({ tipo: 'resposta', id: dita.id, valor: 'de novo' });
  expect(await outra).toBe('de novo');
});

it('takes the service with it on a thread', async () => {
  const { lugar, falhas } = await cena(false);
  lugar.ultima.morrer();
  await voltas();
  expect(lugar.vidas).toHaveLength(1);
  expect(falhas.map(String)).toEqual(['Error: the analysis has failed: it ended with code 1']);
});

it('gives up when it ends again and again without getting any further', async () => {
  const { lugar, falhas, esperas } = await cena();
  for (let vida = 0; vida < 6; vida++) {
    expect(falhas).toEqual([]);
    lugar.ultima.morrer();
    await voltas();
  }
  expect(falhas).toHaveLength(1);
  expect(esperas).toEqual([198, 396, 792, 1_584, 3_168]);
});

it('counts anew once it got further', async () => {
  const { lugar, falhas } = await cena();
  for (let vida = 1; vida <= 20; vida++) {
    lugar.ultima.ouvir({ tipo: 'finalizado', offset: vida });
    lugar.ultima.morrer();
    await voltas();
  }
  expect(falhas).toEqual([]);
  expect(lugar.vidas).toHaveLength(21);
});

it('counts one that does not even open', async () => {
  const { lugar, falhas, esperas } = await cena();
  lugar.abrem = false;
  lugar.ultima.morrer();
  await voltas();
  expect(esperas).toHaveLength(5);
  expect(falhas).toHaveLength(1);
});

it('says at the start that it does not open', async () => {
  const lugar = new Lugar(true);
  lugar.abrem = false;
  const log = { progress: () => [passo], latestProgress: () => passo };
  const dados = { pasta: 'a', pastaDoLog: 'b', ratesFile: 'c', checkpointMs: 1 };
  await expect(AnaliseRemota.abrir({ lugar, log, ...dados })).rejects.toThrow(
    'the analysis does not open: it ended with code 1',
  );
});

it('is not started again once the service closes', async () => {
  const { lugar, analise, falhas } = await cena();
  await analise.close();
  await voltas();
  expect(lugar.vidas).toHaveLength(1);
  expect(falhas).toEqual([]);
});
