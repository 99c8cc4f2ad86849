import { type Decomposicao, decompor } from './decompor.js';
import { juntarDecomposicoes, nomearEtapas } from './juntar-decomposicoes.js';
import type { Medida } from './medida.js';

const etapa = (no: string, inicioMs: number, fimMs: number) => ({ no, inicioMs, fimMs });
const medida = (etapas: readonly ReturnType<typeof etapa>[]): Medida => ({
  envio: {
    eventId: 'a',
    tipo: 'transacao',
    instancia: '1',
    previstoMs: 100,
    envioMs: 102,
    respostaMs: 112,
    resultado: 'aceito',
  },
  registro: {
    eventId: 'a',
    tipo: 'transacao',
    estado: 'finalizado',
    recebidoMs: 105,
    lote: { duravelMs: 111, finalizadoMs: 160, etapas },
  },
});

describe('decompor', () => {
  it('cuts the way of an event into stages that add up to its latency', () => {
    const { etapas } = decompor([medida([etapa('normalizar', 115, 116), etapa('enriquecer', 118, 121)])]);
    expect(etapas).toEqual([
      { etapa: 'simulador', filaMs: 2, servicoMs: 0 },
      { etapa: 'rede e recepção', filaMs: 0, servicoMs: 3 },
      { etapa: 'gravação no log', filaMs: 0, servicoMs: 6 },
      { etapa: 'normalizar', filaMs: 4, servicoMs: 1 },
      { etapa: 'enriquecer', filaMs: 2, servicoMs: 3 },
      { etapa: 'checkpoint', filaMs: 39, servicoMs: 0 },
    ]);
  });

  it('counts no time twice when stages overlap', () => {
    const { etapas } = decompor([medida([etapa('um', 112, 120), etapa('outro', 115, 125)])]);
    const soma = etapas.reduce((toda, { filaMs, servicoMs }) => toda + filaMs + servicoMs, 0);
    expect(soma).toBe(60);
  });

  it('has nothing to say about no events', () => {
    expect(decompor([])).toMatchObject({ eventos: 0, etapas: [] });
  });
});

describe('juntarDecomposicoes', () => {
  const juntos = [etapa('prever', 115, 119), etapa('aprender', 115, 119), etapa('guardar', 119, 119)];
  const aParte = [etapa('prever', 115, 117), etapa('aprender', 117, 119), etapa('guardar', 119, 119)];
  const nomes = (...rodadas: Decomposicao[]) =>
    juntarDecomposicoes(rodadas, nomearEtapas(rodadas)).map((uma) => uma.etapa);

  it('shows nodes that always begin and end together as one', () => {
    expect(nomes(decompor([medida(juntos)]), decompor([medida(juntos)]))).toContain('prever + aprender');
  });

  it('shows nodes apart when one micro-batch of one run tells them apart', () => {
    const etapas = nomes(decompor([medida(juntos)]), decompor([medida(juntos), medida(aParte)]));
    expect(etapas).toEqual(expect.arrayContaining(['prever', 'aprender', 'guardar']));
    expect(etapas.at(-1)).toBe('checkpoint');
  });

  it('weighs runs by their events, and still adds up to the mean latency', () => {
    const rodadas = [decompor([medida(juntos)]), decompor([medida(aParte), medida(aParte)])];
    const soma = juntarDecomposicoes(rodadas, nomearEtapas(rodadas)).reduce(
      (toda, { filaMs, servicoMs }) => toda + filaMs + servicoMs,
      0,
    );
    expect(soma).toBeCloseTo(60, 9);
  });
});
