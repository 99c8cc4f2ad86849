/**
 * Weighted least squares: the coefficients that minimise Σ wᵢ (yᵢ − Σⱼ cⱼ xᵢⱼ)². Columns are scaled and the normal equations
 * solved by elimination with pivoting, which is accurate enough for the handful of coefficients it is meant for.
 *
 * @returns undefined when the columns do not determine them
 */
export function minimosQuadrados(
  linhas: readonly (readonly number[])[],
  alvos: readonly number[],
  pesos: readonly number[],
): readonly number[] | undefined {
  const quantas = linhas[0]?.length ?? 0;
  const escalas = Array.from({ length: quantas }, (_, j) =>
    Math.sqrt(linhas.reduce((soma, linha, i) => soma + (pesos[i] as number) * (linha[j] as number) ** 2, 0)),
  );
  if (escalas.some((escala) => !(escala > 0))) return undefined;
  const equacoes = escalas.map((escalaJ, j) => [
    ...escalas.map((escalaK, k) =>
      linhas.reduce(
        (soma, linha, i) =>
          soma + ((pesos[i] as number) * (linha[j] as number) * (linha[k] as number)) / (escalaJ * escalaK),
        0,
      ),
    ),
    linhas.reduce(
      (soma, linha, i) =>
        soma + ((pesos[i] as number) * (linha[j] as number) * (alvos[i] as number)) / escalaJ,
      0,
    ),
  ]);
  return resolver(equacoes)?.map((valor, j) => valor / (escalas[j] as number));
}

/** Below it a pivot of a matrix with ones on its diagonal is taken for 0. */
const QUASE_ZERO = 1e-13;

/** Gauss–Jordan on rows that end with their right side. */
function resolver(equacoes: number[][]): readonly number[] | undefined {
  const tamanho = equacoes.length;
  for (let coluna = 0; coluna < tamanho; coluna++) {
    let pivo = coluna;
    for (let i = coluna + 1; i < tamanho; i++) {
      if (Math.abs(em(equacoes, i, coluna)) > Math.abs(em(equacoes, pivo, coluna))) pivo = i;
    }
    if (Math.abs(em(equacoes, pivo, coluna)) < QUASE_ZERO) return undefined;
    [equacoes[coluna], equacoes[pivo]] = [equacoes[pivo] as number[], equacoes[coluna] as number[]];
    const linhaDoPivo = equacoes[coluna] as number[];
    for (const [i, linha] of equacoes.entries()) {
      if (i === coluna) continue;
      const fator = (linha[coluna] as number) / (linhaDoPivo[coluna] as number);
      for (let j = coluna; j <= tamanho; j++)
        linha[j] = (linha[j] as number) - fator * (linhaDoPivo[j] as number);
    }
  }
  return equacoes.map((linha, i) => (linha[tamanho] as number) / (linha[i] as number));
}

const em = (equacoes: readonly (readonly number[])[], i: number, j: number): number =>
  (equacoes[i] as number[])[j] as number;
