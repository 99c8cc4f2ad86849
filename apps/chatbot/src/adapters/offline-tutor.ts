import { createHash } from 'node:crypto';
import type { Pedaco, Pergunta, Prazo, Seletor, Tutor } from '../app/ports.js';
import type { Passagem, Resposta } from '../domain/interacao.js';
import { textoSemResposta, trechosDaResposta } from '../domain/texto-offline.js';
import { createTutorIndex, type TutorIndex } from '../domain/tutor/index.js';

export const MODELO_OFFLINE = 'bm25-pt';

export interface OfflineTutorOptions {
  /** Most indices kept. Default 64. */
  readonly maxIndices?: number;
  /** Most text that the kept indices may be of together, in characters. Default 4,000,000. */
  readonly maxCaracteres?: number;
  /** Reads passages; by default as the extractive tutor does. */
  readonly createIndex?: (passagens: readonly Passagem[]) => TutorIndex;
}

/**
 * The extractive tutor: needs no network, answers with sentences of the passages. Keeps the indices of the passages last
 * asked about, because many students ask about the same lesson.
 */
export class OfflineTutor implements Tutor, Seletor {
  /** In the order of their last use, the least recent first. */
  private readonly indices = new Map<string, { readonly index: TutorIndex; readonly caracteres: number }>();
  private caracteres = 0;
  private readonly options: Required<OfflineTutorOptions>;

  constructor({
    maxIndices = 64,
    maxCaracteres = 4_000_000,
    createIndex = createTutorIndex,
  }: OfflineTutorOptions = {}) {
    this.options = { maxIndices, maxCaracteres, createIndex };
  }

  async responder(pergunta: Pergunta, { signal }: Pick<Prazo, 'signal'>): Promise<Resposta> {
    signal.throwIfAborted();
    return this.answer(pergunta).resposta;
  }

  async *transmitir(pergunta: Pergunta, { signal }: Pick<Prazo, 'signal'>): AsyncIterable<Pedaco> {
    signal.throwIfAborted();
    const { resposta, trechos } = this.answer(pergunta);
    for (const trecho of trechos) yield { trecho };
    yield { resposta };
  }

  selecionar(duvida: string, passagens: readonly Passagem[], maxCaracteres: number): readonly Passagem[] {
    const ranked = this.indexOf(passagens)
      .rank(duvida, passagens.length)
      .map(({ passageId }) => passagens.find(({ id }) => id === passageId))
      .filter((passagem) => passagem !== undefined);
    const chosen: Passagem[] = [];
    let caracteres = 0;
    for (const passagem of ranked.length > 0 ? ranked : passagens) {
      if (chosen.length > 0 && caracteres + passagem.texto.length > maxCaracteres) continue;
      chosen.push(passagem);
      caracteres += passagem.texto.length;
    }
    return chosen;
  }

  private answer({ duvida, passagens }: Pergunta): { resposta: Resposta; trechos: readonly string[] } {
    const found = this.indexOf(passagens).answer(duvida);
    const base = {
      tutor: 'offline' as const,
      modelo: MODELO_OFFLINE,
      confianca: found.confianca,
      tokensEntrada: 0,
      tokensSaida: 0,
    };
    if (!found.found) {
      const texto = textoSemResposta(found.motivo);
      return {
        trechos: [texto],
        resposta: { ...base, texto, encontrou: false, citacoes: [], idPassagem: '' },
      };
    }
    const citacoes = found.citations.map(({ passageId, texto, inicio, fim }) => ({
      idPassagem: passageId,
      texto,
      inicio,
      fim,
    }));
    const titulo = passagens.find(({ id }) => id === found.passageId)?.titulo ?? '';
    const trechos = trechosDaResposta(citacoes, titulo);
    return {
      trechos,
      resposta: {
        ...base,
        texto: trechos.join(''),
        encontrou: true,
        citacoes,
        idPassagem: found.passageId,
      },
    };
  }

  private indexOf(passagens: readonly Passagem[]): TutorIndex {
    const key = fingerprintOf(passagens);
    const known = this.indices.get(key);
    if (known !== undefined) {
      this.indices.delete(key);
      this.indices.set(key, known);
      return known.index;
    }
    const { createIndex, maxIndices, maxCaracteres } = this.options;
    const index = createIndex(passagens);
    const caracteres = passagens.reduce((sum, { texto }) => sum + texto.length, 0);
    this.indices.set(key, { index, caracteres });
    this.caracteres += caracteres;
    for (const [oldest, { caracteres: freed }] of this.indices) {
      if (this.indices.size <= maxIndices && this.caracteres <= maxCaracteres) break;
      this.indices.delete(oldest);
      this.caracteres -= freed;
    }
    return index;
  }
}

/** Equal for equal passages only: each part goes in with its length. */
function fingerprintOf(passagens: readonly Passagem[]): string {
  const hash = createHash('sha256');
  for (const { id, titulo, texto } of passagens) {
    for (const part of [id, titulo, texto]) hash.update(`${part.length}:`).update(part);
  }
  return hash.digest('base64');
}
