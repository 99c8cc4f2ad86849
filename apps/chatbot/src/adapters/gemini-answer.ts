import { z } from 'zod';
import type { Pergunta } from '../app/ports.js';
import { localizarCitacoes, passagemPrincipal, type TrechoCitado } from '../domain/citacao.js';
import type { Resposta } from '../domain/interacao.js';
import { textoSemResposta } from '../domain/texto-offline.js';
import { GeminiFailure } from './gemini-failure.js';
import { MARCA_NAO_ENCONTROU } from './gemini-prompt.js';

/** What a model used, as it counts it. */
export interface Usage {
  readonly modelo: string;
  readonly tokensEntrada: number;
  readonly tokensSaida: number;
}

const answerSchema = z.object({
  encontrou: z.boolean(),
  resposta: z.string().default(''),
  citacoes: z.array(z.object({ id_passagem: z.string().default(''), trecho: z.string() })).default([]),
});

/**
 * Reads the JSON that a model was asked for. Citations that are in no passage are dropped.
 *
 * @throws GeminiFailure RESPOSTA_INVALIDA when it is something else, RESPOSTA_VAZIA without a text, SEM_CITACAO when
 *   nothing it quoted is in the passages, so that nothing supports what it says
 */
export function answerFromJson(json: string, { passagens }: Pergunta, usage: Usage): Resposta {
  const parsed = answerSchema.safeParse(jsonOf(json));
  if (!parsed.success) throw new GeminiFailure('RESPOSTA_INVALIDA');
  const { encontrou, resposta, citacoes } = parsed.data;
  if (!encontrou) return notFound(usage);
  if (resposta.trim() === '') throw new GeminiFailure('RESPOSTA_VAZIA');
  const quotes = citacoes.map(({ id_passagem, trecho }) => ({ idPassagem: id_passagem, trecho }));
  const answer = found(resposta.trim(), quotes, passagens, usage);
  if (answer.citacoes.length === 0) throw new GeminiFailure('SEM_CITACAO');
  return answer;
}

/** The answer whose text was streamed: what it quotes and the passages hold becomes its citations, maybe none. */
export function answerFromText(texto: string, { passagens }: Pergunta, usage: Usage): Resposta {
  const quotes = [...texto.matchAll(/[“«"]([^“”«»"]+)[”»"]/g)].map(([, trecho = '']) => ({
    idPassagem: '',
    trecho: trecho.trim(),
  }));
  return found(texto, quotes, passagens, usage);
}

export const notFound = (usage: Usage): Resposta => ({
  ...usage,
  tutor: 'gemini',
  texto: textoSemResposta(),
  encontrou: false,
  citacoes: [],
  idPassagem: '',
});

function found(
  texto: string,
  quotes: readonly TrechoCitado[],
  passagens: Pergunta['passagens'],
  usage: Usage,
): Resposta {
  const citacoes = localizarCitacoes(quotes, passagens);
  return {
    ...usage,
    tutor: 'gemini',
    texto,
    encontrou: true,
    citacoes,
    idPassagem: passagemPrincipal(citacoes),
  };
}

/** Whether a text that has just begun may still become the mark of an answer that was not found. */
export const mayBecomeMark = (begun: string): boolean =>
  begun.length < MARCA_NAO_ENCONTROU.length && MARCA_NAO_ENCONTROU.startsWith(begun);

export const isMarked = (begun: string): boolean => begun.startsWith(MARCA_NAO_ENCONTROU);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
