import { randomUUID } from 'node:crypto';
import {
  type GenerateContentRequest,
  type GenerativeModel,
  GoogleGenerativeAI,
  type ResponseSchema,
  SchemaType,
} from '@google/generative-ai';
import type { StatusProbe } from '@trilha/service-kit';
import type { Pedaco, Pergunta, Prazo, Tutor } from '../app/ports.js';
import type { Resposta } from '../domain/interacao.js';
import { AttemptLimit, type RetryOptions, withRetries } from './attempt-limit.js';
import { answerFromJson, answerFromText, isMarked, notFound } from './gemini-answer.js';
import { checkFinished, textOf, textsOf, usageOf } from './gemini-chunk.js';
import { GeminiFailure } from './gemini-failure.js';
import { type Prompt, promptDe } from './gemini-prompt.js';

export interface GeminiOptions {
  readonly apiKey: string;
  readonly model: string;
  /** Where the API is; Google's own when absent. */
  readonly baseUrl?: string;
  /** Longest time for one answer, all attempts together, however long the caller waits. */
  readonly timeoutMs: number;
  readonly retry?: RetryOptions;
  /** Makes a delimiter that no one can guess. */
  readonly makeDelimiter?: () => string;
}

const RETRY: RetryOptions = { attempts: 3, backoff: { baseMs: 300, maxMs: 5_000 }, random: Math.random };
/** Room for an answer and for what the model thinks before it, which counts too. */
const MAX_OUTPUT_TOKENS = 8_192;

/**
 * Gemini. All attempts together keep within the time given. What it answers is checked: an answer that was blocked, cut
 * short, empty, not in the form asked for or without a verbatim citation is a failure, so that another tutor answers.
 */
export class GeminiTutor implements Tutor {
  private readonly model: GenerativeModel;
  private readonly retry: RetryOptions;
  private readonly makeDelimiter: () => string;

  constructor(private readonly options: GeminiOptions) {
    const { apiKey, model, baseUrl } = options;
    this.model = new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, { baseUrl });
    this.retry = options.retry ?? RETRY;
    this.makeDelimiter = options.makeDelimiter ?? (() => `=====${randomUUID()}=====`);
  }

  async responder(pergunta: Pergunta, prazo: Prazo): Promise<Resposta> {
    const limit = new AttemptLimit(prazo, this.options.timeoutMs);
    try {
      const request = requestOf(promptDe(pergunta, this.makeDelimiter, 'unary'), ANSWER_SCHEMA);
      return await withRetries(
        async () => {
          const { response } = await this.model.generateContent(request, { signal: limit.signal });
          const text = textOf(response);
          checkFinished(response);
          if (text.trim() === '') throw new GeminiFailure('RESPOSTA_VAZIA');
          return answerFromJson(text, pergunta, usageOf(response, this.options.model));
        },
        limit,
        this.retry,
      );
    } finally {
      limit.close();
    }
  }

  async *transmitir(pergunta: Pergunta, prazo: Prazo): AsyncIterable<Pedaco> {
    const limit = new AttemptLimit(prazo, this.options.timeoutMs);
    try {
      const request = requestOf(promptDe(pergunta, this.makeDelimiter, 'stream'));
      const { first, texts } = await withRetries(() => this.open(request, limit.signal), limit, this.retry);
      let next = first;
      if (!next.done && isMarked(next.value)) {
        while (!next.done) next = await texts.next();
        const resposta = notFound(next.value);
        yield { trecho: resposta.texto };
        yield { resposta };
        return;
      }
      let texto = '';
      for (; !next.done; next = await texts.next()) {
        texto += next.value;
        yield { trecho: next.value };
      }
      yield { resposta: answerFromText(texto, pergunta, next.value) };
    } catch (error) {
      throw limit.explain(error);
    } finally {
      limit.close();
    }
  }

  /** Whether the API answers at all; asks for nothing that counts against a quota. */
  get status(): StatusProbe {
    const address = this.options.baseUrl ?? 'https://generativelanguage.googleapis.com';
    const probe = (signal: AbortSignal): Promise<unknown> => fetch(address, { method: 'HEAD', signal });
    return { name: 'gemini', address, required: false, probe };
  }

  /** Opens a stream and waits for its first text: until then it may be tried again. */
  private async open(request: GenerateContentRequest, signal: AbortSignal) {
    const { stream, response } = await this.model.generateContentStream(request, { signal });
    // The library rejects this promise too when the stream breaks; the stream itself tells.
    response.catch(() => {});
    const texts = textsOf(stream, this.options.model);
    return { texts, first: await texts.next() };
  }
}

const ANSWER_SCHEMA: ResponseSchema = {
  type: SchemaType.OBJECT,
  properties: {
    encontrou: { type: SchemaType.BOOLEAN },
    resposta: { type: SchemaType.STRING },
    citacoes: {
      type: SchemaType.ARRAY,
      items: {
        type: SchemaType.OBJECT,
        properties: { id_passagem: { type: SchemaType.STRING }, trecho: { type: SchemaType.STRING } },
        required: ['id_passagem', 'trecho'],
      },
    },
  },
  required: ['encontrou', 'resposta', 'citacoes'],
};

/** @param schema of the JSON to answer with; plain text without it */
const requestOf = ({ system, user }: Prompt, schema?: ResponseSchema): GenerateContentRequest => ({
  systemInstruction: system,
  contents: [{ role: 'user', parts: [{ text: user }] }],
  generationConfig: {
    temperature: 0,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    ...(schema && { responseMimeType: 'application/json', responseSchema: schema }),
  },
});
