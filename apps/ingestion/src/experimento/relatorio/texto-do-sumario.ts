import type { Nivel, Sumario } from '../analise/sumario.js';
import { numero } from '../textos.js';

const COLUNAS = ['', 'finalizados/s', 'p50 ms', 'p99 ms', 'máx ms'] as const;

/** The main figures, for a terminal. */
export function textoDoSumario({ series, contagem, avisos }: Sumario): string {
  const { enviados, finalizados, quantasFaltas, faltas } = contagem;
  const linhas = series.flatMap(({ pipeline, fechada, aberta }) => [
    ...(series.length > 1 ? [[pipeline, '', '', '', '']] : []),
    ...[...fechada, ...aberta].map(linhaDe),
  ]);
  return [
    emColunas([COLUNAS, ...linhas]),
    '',
    ...avisos.map((aviso) => `Atenção: ${aviso}`),
    quantasFaltas === 0
      ? `${enviados} eventos enviados, ${finalizados} aceitos e finalizados, cada um uma vez`
      : `a conta não fecha: ${quantasFaltas} problemas entre ${enviados} eventos enviados`,
    ...faltas.map(({ eventId, problema }) => `  ${eventId}: ${problema}`),
  ].join('\n');
}

const linhaDe = ({ carga, vazao, latencia }: Nivel): readonly string[] => [
  carga.tipo === 'fechada' ? `instâncias: ${carga.instancias}` : `oferecidos: ${numero(carga.porSegundo)}/s`,
  numero(vazao.media),
  numero(latencia.p50Ms),
  numero(latencia.p99Ms),
  numero(latencia.maximaMs),
];

function emColunas(linhas: readonly (readonly string[])[]): string {
  const larguras = COLUNAS.map((_, i) => Math.max(...linhas.map((linha) => (linha[i] ?? '').length)));
  return linhas
    .map((linha) =>
      linha
        .map((celula, i) => (i === 0 ? celula.padEnd(larguras[i] ?? 0) : celula.padStart(larguras[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
