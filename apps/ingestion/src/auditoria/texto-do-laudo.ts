import type { Laudo } from './auditar.js';

const numero = new Intl.NumberFormat('pt-BR');

/** The findings for people: a short table, and what is wrong. */
export function textoDoLaudo(laudo: Laudo): string {
  const linhas: [string, number][] = [
    ['registros no log', laudo.registros],
    ['  ordens à análise', laudo.ordens],
    ['  repetições de mortos', laudo.repeticoes],
    ['eventos confirmados', laudo.confirmados],
    ['  finalizados', laudo.finalizados],
    ['  mortos', laudo.mortos],
    ['  pendentes', laudo.pendentes],
    ['checkpoint', laudo.checkpoint],
  ];
  if (laudo.temposPorRefazer > 0) linhas.push(['tempos por refazer', laudo.temposPorRefazer]);
  const tabela = linhas.map(([nome, valor]) => `${nome.padEnd(24)} ${numero.format(valor).padStart(14)}`);
  const { problemas, quantosProblemas } = laudo;
  if (quantosProblemas === 0) {
    return [
      ...tabela,
      '',
      'Tudo confere: confirmados = finalizados + mortos + pendentes, cada evento uma vez.',
    ].join('\n');
  }
  const outros = quantosProblemas - problemas.length;
  return [
    ...tabela,
    '',
    `${numero.format(quantosProblemas)} ${quantosProblemas === 1 ? 'problema' : 'problemas'}:`,
    ...problemas.map(({ offset, problema }) => `  ${offset}: ${problema}`),
    ...(outros > 0 ? [`  … e mais ${numero.format(outros)}`] : []),
  ].join('\n');
}
