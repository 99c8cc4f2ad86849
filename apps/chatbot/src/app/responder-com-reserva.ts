import type { Clock } from '@trilha/service-kit/base';
import { tutorInterrompido } from '../domain/errors.js';
import type { MotivoOffline, Resposta } from '../domain/interacao.js';
import { type Pergunta, type Prazo, type Seletor, type Tutor, TutorIndisponivel } from './ports.js';

export interface ReservaOptions {
  /** Undefined when no key is configured. */
  readonly gemini: Tutor | undefined;
  readonly offline: Tutor;
  readonly seletor: Seletor;
  readonly clock: Clock;
  /** Most text that the language model is to read; of more, the nearest passages are chosen. */
  readonly geminiMaxCaracteres?: number;
  /** Told why the language model did not answer. */
  readonly aoRecuar?: (motivo: MotivoOffline) => void;
}

/** The caller, as far as answering has to know it. */
export interface Chamada {
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** When the caller stops waiting; undefined when it waits for ever. */
  readonly deadline: Date | undefined;
}

export interface Respondida {
  readonly resposta: Resposta;
  readonly motivoOffline: MotivoOffline | '';
}

/** Kept of the caller's time for the offline tutor and for storing the answer. */
const RESERVA_MS = 500;
/** With less than this there is no use in asking over the network. */
const MIN_GEMINI_MS = 200;
const MAX_CARACTERES = 120_000;

/**
 * Who answers: the language model when it is configured, the offline tutor when it is not or when it can't answer within
 * the caller's time. An answer whose first piece was sent is never mixed with another tutor's: it is finished, or fails.
 */
export function createResponderComReserva(options: ReservaOptions) {
  const { gemini, offline, seletor, clock } = options;

  const recuar = (motivo: MotivoOffline): MotivoOffline => {
    options.aoRecuar?.(motivo);
    return motivo;
  };
  const restante = ({ deadline }: Chamada): number =>
    deadline === undefined ? Number.POSITIVE_INFINITY : deadline.getTime() - clock.now().getTime();
  const prazoDoGemini = (chamada: Chamada): Prazo => {
    const restanteMs = restante(chamada) - RESERVA_MS;
    if (restanteMs < MIN_GEMINI_MS) throw new TutorIndisponivel('TEMPO_ESGOTADO');
    return { signal: chamada.signal, restanteMs };
  };
  const paraGemini = (pergunta: Pergunta): Pergunta => {
    const max = options.geminiMaxCaracteres ?? MAX_CARACTERES;
    const total = pergunta.passagens.reduce((sum, { texto }) => sum + texto.length, 0);
    if (total <= max) return pergunta;
    return { ...pergunta, passagens: seletor.selecionar(pergunta.duvida, pergunta.passagens, max) };
  };
  const prazoOffline = (chamada: Chamada): Prazo => ({
    signal: chamada.signal,
    restanteMs: restante(chamada),
  });

  return {
    responder: async (pergunta: Pergunta, chamada: Chamada): Promise<Respondida> => {
      let motivoOffline: MotivoOffline = 'SEM_CHAVE';
      if (gemini !== undefined) {
        try {
          const resposta = await gemini.responder(paraGemini(pergunta), prazoDoGemini(chamada));
          return { resposta, motivoOffline: '' };
        } catch (error) {
          if (!(error instanceof TutorIndisponivel)) throw error;
          motivoOffline = recuar(error.motivo);
        }
      }
      return { resposta: await offline.responder(pergunta, prazoOffline(chamada)), motivoOffline };
    },

    /**
     * Yields the text piece by piece and returns the whole answer.
     *
     * @throws DomainError TUTOR_INTERROMPIDO when the language model stops in the middle of its answer
     */
    transmitir: async function* (
      pergunta: Pergunta,
      chamada: Chamada,
    ): AsyncGenerator<{ readonly trecho: string }, Respondida, undefined> {
      let motivoOffline: MotivoOffline = 'SEM_CHAVE';
      if (gemini !== undefined) {
        let begun = false;
        try {
          for await (const pedaco of gemini.transmitir(paraGemini(pergunta), prazoDoGemini(chamada))) {
            if ('resposta' in pedaco) return { resposta: pedaco.resposta, motivoOffline: '' };
            begun = true;
            yield pedaco;
          }
          throw new TutorIndisponivel('INCOMPLETA');
        } catch (error) {
          if (!(error instanceof TutorIndisponivel)) throw error;
          motivoOffline = recuar(error.motivo);
          if (begun) throw tutorInterrompido(error);
        }
      }
      for await (const pedaco of offline.transmitir(pergunta, prazoOffline(chamada))) {
        if ('resposta' in pedaco) return { resposta: pedaco.resposta, motivoOffline };
        yield pedaco;
      }
      throw new Error('the offline tutor ended without an answer');
    },
  };
}
