import { type AulaResumida, aulasPublicadas, type Curso } from './curso.js';
import {
  aulaNaoEncontrada,
  cursoNaoEncontrado,
  inscricaoNaoEncontrada,
  preRequisitoPendente,
  usuarioNaoInscrito,
} from './errors.js';

export type SituacaoInscricao = 'ativa' | 'cancelada' | 'concluida';

/** One user in one course. Leaving keeps progress and completion, so that the course can be taken up again. */
export interface Inscricao {
  readonly idCurso: string;
  readonly idUsuario: string;
  readonly situacao: SituacaoInscricao;
  /** The latest time the user enrolled. */
  readonly inscritoEm: Date;
  readonly canceladaEm?: Date;
  /** When the course was completed; satisfies prerequisites even after leaving. */
  readonly concluidaEm?: Date;
  readonly aulasConcluidas: ReadonlySet<string>;
}

export type TipoDeEvento = 'inscrito' | 'cancelado' | 'aula-concluida' | 'concluido' | 'aula-reaberta';

/** One entry of the history of an enrolment. */
export interface EventoInscricao {
  readonly tipo: TipoDeEvento;
  readonly ocorridoEm: Date;
  /** Set for lesson events. */
  readonly idAula?: string;
}

export interface Transicao {
  readonly inscricao: Inscricao;
  /** What happened, oldest first; empty when nothing changed. */
  readonly eventos: readonly EventoInscricao[];
}

/** What the rules of enrolling look at, read in one transaction. */
export interface Quadro {
  readonly idCurso: string;
  readonly idUsuario: string;
  readonly curso: Curso | undefined;
  readonly inscricao: Inscricao | undefined;
  /** Prerequisites of the course that the user has not completed. */
  readonly pendentes: readonly { readonly id: string; readonly titulo: string }[];
}

/**
 * Enrols, or takes the course up again after leaving.
 *
 * @throws DomainError CURSO_NAO_ENCONTRADO (no published course), PRE_REQUISITO_PENDENTE
 */
export function inscrever(quadro: Quadro, agora: Date): Transicao {
  const { idCurso, idUsuario, inscricao, pendentes } = quadro;
  const curso = cursoPublicado(quadro);
  if (inscricao !== undefined && inscricao.situacao !== 'cancelada') return { inscricao, eventos: [] };
  if (pendentes.length > 0) throw preRequisitoPendente(pendentes);
  const nova: Inscricao = {
    idCurso,
    idUsuario,
    situacao: inscricao?.concluidaEm === undefined ? 'ativa' : 'concluida',
    inscritoEm: agora,
    concluidaEm: inscricao?.concluidaEm,
    aulasConcluidas: inscricao?.aulasConcluidas ?? new Set(),
  };
  return concluirSeCompleta(
    { inscricao: nova, eventos: [{ tipo: 'inscrito', ocorridoEm: agora }] },
    curso,
    agora,
  );
}

/** @throws DomainError CURSO_NAO_ENCONTRADO, INSCRICAO_NAO_ENCONTRADA */
export function cancelar({ idCurso, curso, inscricao }: Quadro, agora: Date): Transicao {
  if (curso === undefined) throw cursoNaoEncontrado(idCurso);
  if (inscricao === undefined) throw inscricaoNaoEncontrada(idCurso);
  if (inscricao.situacao === 'cancelada') return { inscricao, eventos: [] };
  return {
    inscricao: { ...inscricao, situacao: 'cancelada', canceladaEm: agora },
    eventos: [{ tipo: 'cancelado', ocorridoEm: agora }],
  };
}

/**
 * Marks a lesson as completed or not. Completing the last published lesson completes the course; taking one back opens
 * the course again.
 *
 * @throws DomainError CURSO_NAO_ENCONTRADO, AULA_NAO_ENCONTRADA (no published lesson), USUARIO_NAO_INSCRITO
 */
export function registrarProgresso(
  quadro: Quadro,
  { idAula, concluida }: { readonly idAula: string; readonly concluida: boolean },
  agora: Date,
): Transicao {
  const curso = cursoPublicado(quadro);
  const { idCurso, inscricao } = quadro;
  if (!aulasPublicadas(curso).some(({ id }) => id === idAula)) throw aulaNaoEncontrada(idAula);
  if (inscricao === undefined || inscricao.situacao === 'cancelada') throw usuarioNaoInscrito(idCurso);
  const aulasConcluidas = new Set(inscricao.aulasConcluidas);
  if (concluida) {
    const eventos = aulasConcluidas.has(idAula) ? [] : [evento('aula-concluida', agora, idAula)];
    aulasConcluidas.add(idAula);
    return concluirSeCompleta({ inscricao: { ...inscricao, aulasConcluidas }, eventos }, curso, agora);
  }
  if (!aulasConcluidas.delete(idAula)) return { inscricao, eventos: [] };
  return {
    inscricao: { ...inscricao, situacao: 'ativa', concluidaEm: undefined, aulasConcluidas },
    eventos: [evento('aula-reaberta', agora, idAula)],
  };
}

/** Completes an active enrolment that has every published lesson, as happens when a lesson is taken away. */
export function reavaliar({ curso, inscricao }: Quadro, agora: Date): Transicao | undefined {
  if (curso === undefined || inscricao === undefined) return undefined;
  const depois = concluirSeCompleta({ inscricao, eventos: [] }, curso, agora);
  return depois.eventos.length > 0 ? depois : undefined;
}

function concluirSeCompleta(transicao: Transicao, curso: Curso, agora: Date): Transicao {
  const { inscricao, eventos } = transicao;
  const aulas = aulasPublicadas(curso);
  const completa = aulas.length > 0 && aulas.every(({ id }) => inscricao.aulasConcluidas.has(id));
  if (inscricao.situacao !== 'ativa' || !completa) return transicao;
  return {
    inscricao: { ...inscricao, situacao: 'concluida', concluidaEm: agora },
    eventos: [...eventos, evento('concluido', agora)],
  };
}

function cursoPublicado({ curso, idCurso }: Quadro): Curso {
  if (curso?.situacao !== 'publicado') throw cursoNaoEncontrado(idCurso);
  return curso;
}

const evento = (tipo: TipoDeEvento, ocorridoEm: Date, idAula?: string): EventoInscricao => ({
  tipo,
  ocorridoEm,
  idAula,
});

export interface Progresso {
  /** Published lessons of the course. */
  readonly totalAulas: number;
  readonly aulasConcluidas: number;
  /** 0 to 100; 0 for a course without published lessons. */
  readonly percentual: number;
  /** The first published lesson that is not completed. */
  readonly continuarEm?: AulaResumida;
}

/** @param aulas the published lessons in reading order; completed ones that are no longer published do not count */
export function progressoDe(aulas: readonly AulaResumida[], concluidas: ReadonlySet<string>): Progresso {
  const feitas = aulas.filter(({ id }) => concluidas.has(id)).length;
  return {
    totalAulas: aulas.length,
    aulasConcluidas: feitas,
    percentual: aulas.length === 0 ? 0 : (100 * feitas) / aulas.length,
    continuarEm: aulas.find(({ id }) => !concluidas.has(id)),
  };
}
