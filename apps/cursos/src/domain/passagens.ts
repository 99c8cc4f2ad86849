import type { AulaLida } from './curso.js';
import { normalizar, palavrasDe } from './texto.js';

const MAX_PASSAGENS = 500;
/** Leaves room for titles and the envelope in a message of 4 MiB. */
const MAX_BYTES = 3 * 1024 * 1024;
/** Shorter words say nothing about what a lesson is on. */
const MIN_LETRAS = 4;

/**
 * The lessons that go along with a question: all of them, in reading order, or, when they are too many for one message,
 * those that hold most of the question's words.
 */
export function passagensPara(aulas: readonly AulaLida[], duvida: string): readonly AulaLida[] {
  if (cabem(aulas)) return aulas;
  const palavras = palavrasDe(duvida).filter(({ length }) => length >= MIN_LETRAS);
  const ordenadas = aulas
    .map((aula) => ({ aula, acertos: acertosEm(aula, palavras) }))
    .sort((a, b) => b.acertos - a.acertos)
    .map(({ aula }) => aula);
  const escolhidas: AulaLida[] = [];
  let bytes = 0;
  for (const aula of ordenadas) {
    bytes += tamanhoDe(aula);
    if (bytes > MAX_BYTES || escolhidas.length === MAX_PASSAGENS) break;
    escolhidas.push(aula);
  }
  return escolhidas;
}

const cabem = (aulas: readonly AulaLida[]): boolean =>
  aulas.length <= MAX_PASSAGENS && aulas.reduce((soma, aula) => soma + tamanhoDe(aula), 0) <= MAX_BYTES;

const tamanhoDe = ({ conteudo }: AulaLida): number => Buffer.byteLength(conteudo);

function acertosEm({ titulo, conteudo }: AulaLida, palavras: readonly string[]): number {
  const texto = normalizar(`${titulo} ${conteudo}`);
  return palavras.filter((palavra) => texto.includes(palavra)).length;
}
