import type { Aviso } from '../domain/aviso.js';
import type { AulaLida, AulaResumida, Curso } from '../domain/curso.js';
import type { EventoInscricao, Inscricao, Quadro, Transicao } from '../domain/inscricao.js';
import type { Grafo } from '../domain/pre-requisitos.js';

/** The courses. Every adapter passes `adapters/cursos.contract.ts`. */
export interface Cursos {
  /** By title, then id. */
  listar(filtro: FiltroDeCursos, pagina: Pagina<ChaveDeCurso>): Promise<readonly CursoListado[]>;
  total(filtro: FiltroDeCursos): Promise<number>;
  /** Without the text of the lessons. */
  buscar(idCurso: string): Promise<Curso | undefined>;
  buscarAula(idCurso: string, idAula: string): Promise<AulaLida | undefined>;
  /** Every lesson with its text, in reading order. */
  aulas(idCurso: string, options: { readonly rascunhos: boolean }): Promise<readonly AulaLida[]>;
  /**
   * Reads, decides and writes as one transaction that no other write comes between. The decision is synchronous and
   * may run more than once.
   *
   * @param ids the courses that may change
   */
  alterar<T>(
    ids: readonly string[],
    decidir: (acervo: Acervo) => MudancaDeCursos<T>,
    options?: AlterarOptions,
  ): Promise<T>;
}

export interface FiltroDeCursos {
  /** Normalised words that must all occur; none for every course. */
  readonly palavras: readonly string[];
  readonly rascunhos: boolean;
}

export interface Pagina<K> {
  readonly limite: number;
  /** Key of the last item of the page before. */
  readonly apos?: K;
}

export interface ChaveDeCurso {
  /** The title, normalised. */
  readonly ordem: string;
  readonly id: string;
}

/** A course in a list: without modules, with the number of its published lessons. */
export interface CursoListado {
  readonly curso: Curso;
  readonly totalAulas: number;
}

export interface Acervo {
  /** Those asked for that exist. */
  readonly cursos: ReadonlyMap<string, Curso>;
  readonly grafo: Grafo;
  /** Enrolments, active or completed, of each course asked for. */
  readonly inscritos: ReadonlyMap<string, number>;
}

export interface MudancaDeCursos<T> {
  readonly gravar?: readonly Curso[];
  readonly remover?: readonly string[];
  readonly resposta: T;
}

export interface AlterarOptions {
  /** Reads the text of the lessons too. */
  readonly comTextos?: boolean;
  /** Makes the change once per key; the answer must survive JSON. */
  readonly pedido?: PedidoUnico;
}

export interface PedidoUnico {
  readonly escopo: string;
  /** Empty for none. */
  readonly requestId: string;
  readonly corpo: unknown;
}

/** Enrolments, their progress and history. Every adapter passes `adapters/inscricoes.contract.ts`. */
export interface Inscricoes {
  /** Reads, decides and writes as one transaction; notices are stored with what they tell of. */
  alterar<T>(
    idCurso: string,
    idUsuario: string,
    decidir: (quadro: Quadro) => MudancaDeInscricao<T>,
  ): Promise<T>;
  buscar(idCurso: string, idUsuario: string): Promise<Inscricao | undefined>;
  /** Latest first. */
  doUsuario(
    idUsuario: string,
    pagina: Pagina<ChaveDeInscricao> & { readonly canceladas: boolean },
  ): Promise<readonly InscricaoNoCurso[]>;
  /** Oldest first. */
  historico(idCurso: string, idUsuario: string): Promise<readonly EventoInscricao[]>;
  /** Users with an active enrolment, by id. */
  ativos(idCurso: string, pagina: Pagina<string>): Promise<readonly string[]>;
  /** Those of them who have every published lesson, of which there is one at least. */
  ativosSemPendencias(idCurso: string, pagina: Pagina<string>): Promise<readonly string[]>;
}

export interface MudancaDeInscricao<T> {
  readonly gravar?: Transicao;
  readonly avisos?: readonly Aviso[];
  readonly resposta: T;
}

export interface ChaveDeInscricao {
  readonly inscritoEm: Date;
  readonly idCurso: string;
}

export interface InscricaoNoCurso {
  readonly inscricao: Inscricao;
  readonly tituloCurso: string;
  /** Published lessons in reading order. */
  readonly aulas: readonly AulaResumida[];
}

/** Notices that wait for delivery. Every adapter passes `adapters/avisos.contract.ts`. */
export interface Avisos {
  /** Those due, the longest due first. */
  pendentes(agora: Date, limite: number): Promise<readonly AvisoPendente[]>;
  entregue(id: string): Promise<void>;
  adiar(id: string, proximaTentativa: Date, erro: string): Promise<void>;
  /** Gives a notice up: it is kept, and not tried again. */
  desistir(id: string, erro: string): Promise<void>;
}

export interface AvisoPendente {
  readonly aviso: Aviso;
  readonly criadoEm: Date;
  readonly tentativas: number;
}

/** The service notificacoes. */
export interface Notificacoes {
  /** @returns the id of the notification; the same for the same `aviso.id` */
  enviar(aviso: Aviso, signal: AbortSignal): Promise<string>;
  /** Whether a failure of `enviar` is a refusal, which trying again would meet again. */
  recusou(error: unknown): boolean;
}

/** The service midia, whose messages pass through unchanged. */
export interface Midias<M> {
  doCurso(
    idCurso: string,
    pagina: { readonly pageSize: number; readonly pageToken: string },
    signal: AbortSignal,
  ): Promise<{ readonly midias: M[]; readonly nextPageToken: string }>;
}

/** The service chatbot, whose answer passes through unchanged. */
export interface Tutor<R extends RespostaDoTutor> {
  responder(pergunta: PerguntaAoTutor, signal: AbortSignal): Promise<R>;
}

export interface RespostaDoTutor {
  readonly encontrou: boolean;
  readonly idPassagem: string;
}

export interface PerguntaAoTutor {
  readonly duvida: string;
  readonly idCurso: string;
  /** Empty when the question is not about one lesson. */
  readonly idAula: string;
  readonly idUsuario: string;
  readonly idConversa: string;
  /** Either this text or `passagens`. */
  readonly contexto: string;
  readonly passagens: readonly { readonly id: string; readonly titulo: string; readonly texto: string }[];
}
