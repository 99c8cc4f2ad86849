import { type Decomposicao, decompor } from './decompor.js';
import { janelaEstavel, vazao } from './janela-estavel.js';
import { conferirLittle, type LeiDeLittle } from './lei-de-little.js';
import { dentro, type Janela, latenciaMs, type Medida } from './medida.js';
import { type ResumoDeLatencias, resumirLatencias } from './resumir-latencias.js';

/** What one run under one load showed. */
export interface ResumoDaRodada {
  readonly janela: Janela;
  readonly finalizadosPorSegundo: number;
  readonly latencias: Float64Array;
  readonly resumo: ResumoDeLatencias;
  readonly decomposicao: Decomposicao;
  readonly little: LeiDeLittle;
  /** From sending until the answer, mean. */
  readonly respostaMediaMs: number;
}

/** The load never was what it was meant to be long enough to say anything about it. */
export class RodadaCurta extends Error {
  override readonly name = 'RodadaCurta';
}

/**
 * Looks at a run where it is steady: after the warm-up, while all instances send.
 *
 * @throws RodadaCurta
 */
export function resumirRodada(medidas: readonly Medida[], aquecimentoMs: number): ResumoDaRodada {
  const janela = janelaEstavel(
    medidas.map(({ envio }) => envio),
    aquecimentoMs,
  );
  if (janela === undefined) {
    throw new RodadaCurta('as instâncias não enviaram todas ao mesmo tempo por mais do que o aquecimento');
  }
  const naJanela = medidas.filter(({ envio }) => dentro(janela, envio.previstoMs));
  const latencias = Float64Array.from(naJanela, latenciaMs);
  const resumo = resumirLatencias(latencias);
  const finalizadosPorSegundo = vazao(medidas, janela);
  const little = conferirLittle(medidas.map(estadaDe), janela);
  if (resumo === undefined || finalizadosPorSegundo === undefined || little === undefined) {
    throw new RodadaCurta('poucos eventos ficaram finais na janela de medição');
  }
  const respostas = naJanela.map(({ envio }) => (envio.respostaMs ?? envio.envioMs) - envio.envioMs);
  return {
    janela,
    finalizadosPorSegundo,
    latencias,
    resumo,
    decomposicao: decompor(naJanela),
    little,
    respostaMediaMs: respostas.reduce((soma, uma) => soma + uma, 0) / respostas.length,
  };
}

const estadaDe = ({ envio, registro }: Medida) => ({
  chegouMs: envio.previstoMs,
  saiuMs: registro.lote.finalizadoMs,
});
