/** A text to answer from. */
export interface Passagem {
  readonly id: string;
  /** May be empty. */
  readonly titulo: string;
  /** Markdown. */
  readonly texto: string;
}

/** A verbatim piece of a passage: `texto` is the passage's `texto.slice(inicio, fim)`, in UTF-16 code units. */
export interface Citacao {
  readonly idPassagem: string;
  readonly texto: string;
  readonly inicio: number;
  readonly fim: number;
}

/** What a tutor says to a question. */
export interface Resposta {
  readonly texto: string;
  /** False when no passage answers; there are no citations then. */
  readonly encontrou: boolean;
  readonly tutor: 'gemini' | 'offline';
  readonly modelo: string;
  readonly citacoes: readonly Citacao[];
  /** The passage most of the answer is from; empty when none answers. */
  readonly idPassagem: string;
  /** 0 to 1; only the offline tutor knows. */
  readonly confianca?: number;
  readonly tokensEntrada: number;
  readonly tokensSaida: number;
}

/** Why the language model did not answer. */
export type MotivoOffline =
  /** No key is configured. */
  | 'SEM_CHAVE'
  /** Too many requests, for now or for the day. */
  | 'LIMITE_EXCEDIDO'
  | 'INDISPONIVEL'
  | 'SEM_REDE'
  | 'TEMPO_ESGOTADO'
  /** It refused what it was asked or what it was about to say. */
  | 'BLOQUEADA'
  /** It stopped before the end, such as at its token limit. */
  | 'INCOMPLETA'
  | 'RESPOSTA_VAZIA'
  | 'RESPOSTA_INVALIDA'
  /** Nothing it quoted is in the passages. */
  | 'SEM_CITACAO'
  /** A bad key, an unknown model, or a request it does not take. */
  | 'PEDIDO_RECUSADO';

/** One question with its answer, as it is kept. */
export interface Interacao {
  readonly id: string;
  /** Empty for somebody unknown. */
  readonly idUsuario: string;
  readonly idCurso: string;
  readonly idAula: string;
  readonly idConversa: string;
  readonly duvida: string;
  readonly resposta: Resposta;
  /** Empty when the language model answered. */
  readonly motivoOffline: MotivoOffline | '';
  readonly latenciaMs: number;
  readonly respondidaEm: Date;
  /** 1 to 5, once rated. */
  readonly nota?: number;
}

/** An earlier question of a conversation with its answer. */
export interface Turno {
  readonly duvida: string;
  readonly resposta: string;
}

/** What is measured of an interaction. Holds no text of question or answer. */
export interface Metrica {
  readonly idInteracao: string;
  readonly idUsuario: string;
  readonly idCurso: string;
  readonly idAula: string;
  readonly ocorridaEm: Date;
  readonly latenciaMs: number;
  readonly offline: boolean;
  readonly encontrou: boolean;
  readonly tokensEntrada: number;
  readonly tokensSaida: number;
  readonly modelo: string;
  readonly nota?: number;
}

export const metricaDe = ({ id, resposta, respondidaEm, ...interacao }: Interacao): Metrica => ({
  idInteracao: id,
  idUsuario: interacao.idUsuario,
  idCurso: interacao.idCurso,
  idAula: interacao.idAula,
  ocorridaEm: respondidaEm,
  latenciaMs: interacao.latenciaMs,
  offline: resposta.tutor === 'offline',
  encontrou: resposta.encontrou,
  tokensEntrada: resposta.tokensEntrada,
  tokensSaida: resposta.tokensSaida,
  modelo: resposta.modelo,
  nota: interacao.nota,
});
