import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { EventData } from '@trilha/proto-gen/ingestion';
import { RemoteError } from '@trilha/service-kit';
import type { Agenda } from './agenda.js';
import type { Canal, Resposta } from './canal.js';
import type { Enviavel } from './carga.js';
import { type Concluido, Despachante, type DespachanteOptions } from './despachante.js';
import { assentar, TempoFalso } from './tempo-falso.fixture.js';

/** A way to send whose answers come when the test says. */
class CanalFalso implements Canal {
  readonly enviados: { ids: string[]; responder: (r?: Resposta) => void; falhar: (e: unknown) => void }[] =
    [];

  constructor(private readonly maximo = 1) {}

  rotaDe = () => ({ rota: 'um', maximo: this.maximo });
  fechar = async (): Promise<void> => {};

  enviar(_rota: string, itens: readonly Enviavel[], signal: AbortSignal): Promise<Resposta> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(falha(status.CANCELLED));
      signal.addEventListener('abort', () => reject(falha(status.CANCELLED)));
      const aceitos: Resposta = { resultados: itens.map(() => 'aceito' as const), conhecidos: 0 };
      this.enviados.push({
        ids: itens.map(({ eventId }) => eventId),
        responder: (resposta = aceitos) => resolve(resposta),
        falhar: reject,
      });
    });
  }

  /** Answers all that has no answer, and what is sent because of that. */
  async responderTudo(): Promise<void> {
    for (let i = 0; i < this.enviados.length; i++) {
      this.enviados[i]?.responder();
      await assentar();
    }
  }

  get ids(): string[] {
    return this.enviados.flatMap(({ ids }) => ids);
  }
}

const falha = (code: status): RemoteError => {
  const error: ServiceError = Object.assign(new Error('x'), { code, details: 'x', metadata: new Metadata() });
  return new RemoteError('ingestion', error);
};

const transacao = (eventId: string): Enviavel => {
  const value = { eventId };
  const evento = EventData.fromPartial({ dados: { $case: 'transacao', value } });
  return { eventId, tipo: 'transacao', evento, dependeDe: undefined, repetido: false };
};
const rotulo = (eventId: string, dependeDe: string): Enviavel => {
  const value = { eventId, transacaoEventId: dependeDe };
  const evento = EventData.fromPartial({ dados: { $case: 'rotulo', value } });
  return { eventId, tipo: 'rotulo', evento, dependeDe, repetido: false };
};
const transacoes = (quantas: number): Enviavel[] =>
  Array.from({ length: quantas }, (_, i) => transacao(`t${i}`));
/** Every 100 ms. */
const acada100 = (tempo: TempoFalso): Agenda => {
  let ms = tempo.agoraMs();
  return { proximaMs: () => (ms += 100) } as Agenda;
};

function cena(itens: Iterable<Enviavel>, options: Partial<DespachanteOptions> = {}, maximo = 1) {
  const tempo = new TempoFalso();
  const canal = new CanalFalso(maximo);
  const concluidos: Concluido[] = [];
  const parar = new AbortController();
  const despachante = new Despachante({
    ...{
      canal,
      itens,
      tempo,
      agenda: undefined,
      simultaneas: 2,
      janela: 100,
      reuniaoMs: 10,
      desistirMs: 5_000,
    },
    sorteio: () => 0.5,
    aoConcluir: (um) => concluidos.push(um),
    parar: parar.signal,
    abortar: new AbortController().signal,
    ...options,
  });
  const resultados = () => concluidos.map(({ item, resultado }) => `${item.eventId} ${resultado}`);
  return { tempo, canal, concluidos, resultados, parar, despachante };
}

describe('a closed loop', () => {
  it('has so many under way and no more, and takes another for each answer', async () => {
    const { canal, despachante, resultados } = cena(transacoes(4));
    const fim = despachante.executar();
    await assentar();
    expect(canal.ids).toEqual(['t0', 't1']);
    canal.enviados[1]?.responder();
    await assentar();
    expect(canal.ids).toEqual(['t0', 't1', 't2']);
    await canal.responderTudo();
    expect(await fim).toMatchObject({ reenviados: 0, motivo: undefined });
    expect(resultados()).toEqual(['t1 aceito', 't0 aceito', 't2 aceito', 't3 aceito']);
  });

  it('sends what is left over when a message is not full', async () => {
    const { canal, despachante } = cena(transacoes(5), {}, 2);
    const fim = despachante.executar();
    await assentar();
    await canal.responderTudo();
    await fim;
    expect(canal.enviados.map(({ ids }) => ids)).toEqual([['t0', 't1'], ['t2', 't3'], ['t4']]);
  });
});

describe('an open loop', () => {
  it('sends each event when it is due, whether the ones before have answers or not', async () => {
    const tempo = new TempoFalso();
    const { canal, despachante, concluidos } = cena(transacoes(3), { tempo, agenda: acada100(tempo) });
    const inicio = tempo.agoraMs();
    const fim = despachante.executar();
    await tempo.avancar(350);
    expect(canal.ids).toEqual(['t0', 't1', 't2']);
    await canal.responderTudo();
    await fim;
    expect(concluidos.map(({ previstoMs, envioMs }) => [previstoMs - inicio, envioMs - inicio])).toEqual([
      [100, 100],
      [200, 200],
      [300, 300],
    ]);
    const [{ item }] = concluidos as [Concluido];
    expect(item.evento.dados?.value.emittedAt?.getTime()).toBe(inicio + 100);
  });

  it('keeps the time at which events were due while its window is full, and counts them', async () => {
    const tempo = new TempoFalso();
    const options = { tempo, agenda: acada100(tempo), janela: 2 };
    const { canal, despachante, concluidos } = cena(transacoes(4), options);
    const inicio = tempo.agoraMs();
    const fim = despachante.executar();
    await tempo.avancar(1_000);
    expect(canal.ids).toEqual(['t0', 't1']);
    await canal.responderTudo();
    expect(await fim).toMatchObject({ represados: 2 });
    const [, , t2, t3] = concluidos as Concluido[];
    expect([t2?.previstoMs, t3?.previstoMs]).toEqual([inicio + 300, inicio + 400]);
    expect([t2?.envioMs, t3?.envioMs]).toEqual([inicio + 1_000, inicio + 1_000]);
  });

  it('waits for company no longer than told', async () => {
    const tempo = new TempoFalso();
    const { canal, despachante } = cena(
      transacoes(3),
      { tempo, agenda: acada100(tempo), reuniaoMs: 150 },
      10,
    );
    const fim = despachante.executar();
    await tempo.avancar(240);
    expect(canal.enviados).toEqual([]);
    await tempo.avancar(20);
    expect(canal.ids).toEqual(['t0', 't1']);
    await tempo.avancar(200);
    await canal.responderTudo();
    await fim;
    expect(canal.enviados.map(({ ids }) => ids)).toEqual([['t0', 't1'], ['t2']]);
  });

  it('does not take a long pause between events for a silent server', async () => {
    const tempo = new TempoFalso();
    let ms = tempo.agoraMs();
    const agenda = { proximaMs: () => (ms += 60_000) } as Agenda;
    const { canal, despachante, resultados } = cena(transacoes(2), { tempo, agenda });
    const fim = despachante.executar();
    await tempo.avancar(60_000);
    canal.enviados[0]?.falhar(falha(status.UNAVAILABLE));
    await tempo.avancar(1_000);
    await canal.responderTudo();
    await tempo.avancar(60_000);
    await canal.responderTudo();
    await fim;
    expect(resultados()).toEqual(['t0 aceito', 't1 aceito']);
  });
});

it('a label waits until its transaction has its answer, and holds up nothing else', async () => {
  const itens = [transacao('a'), rotulo('ra', 'a'), transacao('b')];
  const { canal, despachante } = cena(itens, { simultaneas: 3 });
  const fim = despachante.executar();
  await assentar();
  expect(canal.ids).toEqual(['a', 'b']);
  canal.enviados[0]?.responder();
  await assentar();
  expect(canal.ids).toEqual(['a', 'b', 'ra']);
  await canal.responderTudo();
  await fim;
});

describe('a call that fails', () => {
  it('is made again with the same events, and they keep the time of their first sending', async () => {
    const { canal, tempo, despachante, concluidos } = cena(transacoes(1));
    const inicio = tempo.agoraMs();
    const fim = despachante.executar();
    await assentar();
    canal.enviados[0]?.falhar(falha(status.UNAVAILABLE));
    await tempo.avancar(49);
    expect(canal.enviados).toHaveLength(1);
    await tempo.avancar(1);
    canal.enviados[1]?.falhar(falha(status.RESOURCE_EXHAUSTED));
    await tempo.avancar(100);
    canal.enviados[2]?.responder();
    expect(await fim).toMatchObject({ reenviados: 2, motivo: undefined });
    expect(canal.ids).toEqual(['t0', 't0', 't0']);
    expect(concluidos).toMatchObject([{ envioMs: inicio, respostaMs: inicio + 150, resultado: 'aceito' }]);
  });

  it('because the server has refused is not made again', async () => {
    const { canal, despachante, resultados } = cena(transacoes(1));
    const fim = despachante.executar();
    await assentar();
    canal.enviados[0]?.falhar(falha(status.ALREADY_EXISTS));
    await fim;
    expect([canal.ids, resultados()]).toEqual([['t0'], ['t0 recusado:ALREADY_EXISTS']]);
  });

  it('for a reason that all will fail for ends the run, and what was not sent is not told of', async () => {
    const { canal, despachante, resultados } = cena(transacoes(10));
    const fim = despachante.executar();
    await assentar();
    canal.enviados[0]?.falhar(falha(status.UNAUTHENTICATED));
    expect(await fim).toMatchObject({ motivo: expect.stringContaining('UNAUTHENTICATED') });
    expect(resultados()).toEqual(['t0 erro:UNAUTHENTICATED', 't1 erro:CANCELLED']);
  });

  it('for a reason of our own makes the run fail', async () => {
    const { canal, despachante } = cena(transacoes(1));
    const fim = despachante.executar();
    await assentar();
    canal.enviados[0]?.falhar(new TypeError('ours'));
    await expect(fim).rejects.toThrow('ours');
  });
});

it('gives up when the server was silent for too long, and says so', async () => {
  const { canal, tempo, despachante, resultados } = cena(transacoes(10));
  const fim = despachante.executar();
  for (let s = 0, i = 0; s < 100; s++) {
    for (; i < canal.enviados.length; i++) canal.enviados[i]?.falhar(falha(status.UNAVAILABLE));
    await tempo.avancar(100);
  }
  expect(await fim).toMatchObject({ motivo: 'o servidor não responde há 5 s (UNAVAILABLE)' });
  expect(resultados()).toEqual(['t0 erro:UNAVAILABLE', 't1 erro:UNAVAILABLE']);
});

it('gives up one event that fails for too long while others are answered, and goes on', async () => {
  const { canal, tempo, despachante, resultados } = cena(transacoes(40));
  const fim = despachante.executar();
  for (let s = 0, i = 0; s < 100; s++) {
    for (; i < canal.enviados.length; i++) {
      const enviado = canal.enviados[i];
      if (enviado?.ids[0] === 't0') enviado.falhar(falha(status.INTERNAL));
      else void tempo.avancar(0).then(() => enviado?.responder());
    }
    await tempo.avancar(200);
  }
  expect(await fim).toMatchObject({ motivo: undefined });
  expect(resultados()).toContain('t0 erro:INTERNAL');
  expect(resultados().filter((um) => um.endsWith('aceito'))).toHaveLength(39);
});

it('when told to stop takes nothing new, and waits for what is under way', async () => {
  const { canal, despachante, parar, resultados } = cena(transacoes(10));
  const fim = despachante.executar();
  await assentar();
  parar.abort();
  await canal.responderTudo();
  expect(await fim).toMatchObject({ motivo: undefined });
  expect(resultados()).toEqual(['t0 aceito', 't1 aceito']);
});
