import type { Citacao } from './interacao.js';
import type { SemResposta } from './tutor/index.js';

const SEM_RESPOSTA: Record<SemResposta, string> = {
  'fora-do-assunto':
    'Não encontrei a resposta no conteúdo desta aula. Tente perguntar com outras palavras ou fale com o professor.',
  'pergunta-vaga':
    'Não entendi sobre o que é a pergunta. Diga o assunto, por exemplo: “O que é fotossíntese?”.',
  'sem-conteudo': 'Não há conteúdo nesta aula de onde tirar uma resposta.',
};

/** What a tutor says when nothing answers: that it found nothing, and what to do. */
export const textoSemResposta = (motivo: SemResposta = 'fora-do-assunto'): string => SEM_RESPOSTA[motivo];

/**
 * The offline tutor's answer in pieces, one a sentence: a short framing, then what the passage says, the best first.
 * Joined, they are the text of the answer.
 *
 * @param titulo of the passage; empty for none
 */
export function trechosDaResposta(citacoes: readonly Citacao[], titulo: string): readonly string[] {
  const [melhor, ...outras] = citacoes.map(({ texto }) => `“${texto.trim()}”`);
  if (melhor === undefined) return [textoSemResposta()];
  const fonte = titulo.trim() === '' ? 'Segundo o texto da aula:' : `Segundo “${titulo.trim()}”:`;
  const [segunda, ...resto] = outras;
  if (segunda === undefined) return [`${fonte}\n\n`, melhor];
  return [`${fonte}\n\n`, melhor, `\n\nVeja também:\n\n${segunda}`, ...resto.map((texto) => `\n\n${texto}`)];
}
