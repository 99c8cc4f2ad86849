import { type Decomposicao, ETAPA, type TempoDaEtapa } from './decompor.js';

/** Gives each node the name of the nodes that were with it in all runs: `prever + aprender`. */
export type NomesDasEtapas = ReadonlyMap<string, string>;

/** Two nodes are shown as one only when no micro-batch of any run tells them apart. */
export function nomearEtapas(rodadas: readonly Decomposicao[]): NomesDasEtapas {
  const nos = [...new Set(rodadas.flatMap(({ juntos }) => juntos.flat()))];
  const sempreJuntos = (um: string, outro: string): boolean =>
    rodadas.every(({ juntos }) => juntos.every((grupo) => grupo.includes(um) === grupo.includes(outro)));
  return new Map(nos.map((no) => [no, nos.filter((outro) => sempreJuntos(no, outro)).join(' + ')]));
}

/** The mean over the events of several runs, in the order in which events pass the stages. */
export function juntarDecomposicoes(
  rodadas: readonly Decomposicao[],
  nomes: NomesDasEtapas,
): readonly TempoDaEtapa[] {
  const eventos = rodadas.reduce((soma, rodada) => soma + rodada.eventos, 0);
  const somas = new Map<string, { filaMs: number; servicoMs: number }>();
  for (const { etapas, eventos: quantos } of rodadas) {
    for (const { etapa, filaMs, servicoMs } of etapas) {
      const nome = nomes.get(etapa) ?? etapa;
      const soma = somas.get(nome) ?? { filaMs: 0, servicoMs: 0 };
      soma.filaMs += (filaMs * quantos) / eventos;
      soma.servicoMs += (servicoMs * quantos) / eventos;
      somas.set(nome, soma);
    }
  }
  // A node that only some runs had was added behind the last stage.
  const ultima = somas.get(ETAPA.confirmacao);
  if (ultima !== undefined) {
    somas.delete(ETAPA.confirmacao);
    somas.set(ETAPA.confirmacao, ultima);
  }
  return [...somas].map(([etapa, tempos]) => ({ etapa, ...tempos }));
}
