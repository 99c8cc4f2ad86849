import {
  Aula as AulaMessage,
  Curso as CursoMessage,
  type EventoInscricao as EventoMessage,
  Inscricao as InscricaoMessage,
  Modulo as ModuloMessage,
  SituacaoInscricao as SituacaoMessage,
  EventoInscricao_Tipo as Tipo,
} from '@trilha/proto-gen/cursos';
import type { InscricaoVista } from '../app/inscrever-aluno.js';
import type { ModuloNoCurso } from '../app/manter-modulos.js';
import { type AulaLida, aulasPublicadas, type Curso } from '../domain/curso.js';
import type { EventoInscricao, SituacaoInscricao, TipoDeEvento } from '../domain/inscricao.js';
import { toAulaEnum, toCursoEnum } from './fields.js';

/** What the domain knows, as messages. */

export const toCurso = (
  { modulos, ...curso }: Curso,
  totalAulas = aulasPublicadas({ ...curso, modulos }).length,
): CursoMessage =>
  CursoMessage.fromPartial({
    ...curso,
    situacao: toCursoEnum[curso.situacao],
    preRequisitos: [...curso.preRequisitos],
    etiquetas: [...curso.etiquetas],
    modulos: modulos.map((modulo, i) => toModulo({ idCurso: curso.id, modulo, posicao: i + 1 })),
    totalAulas,
  });

export const toModulo = ({ idCurso, modulo, posicao }: ModuloNoCurso): ModuloMessage =>
  ModuloMessage.fromPartial({
    id: modulo.id,
    idCurso,
    titulo: modulo.titulo,
    descricao: modulo.descricao,
    posicao,
    aulas: modulo.aulas.map((aula, i) =>
      toAula(idCurso, { ...aula, conteudo: '', idModulo: modulo.id, posicao: i + 1 }),
    ),
  });

export const toAula = (idCurso: string, aula: AulaLida): AulaMessage =>
  AulaMessage.fromPartial({ ...aula, idCurso, situacao: toAulaEnum[aula.situacao] });

const SITUACOES: Record<SituacaoInscricao, SituacaoMessage> = {
  ativa: SituacaoMessage.SITUACAO_INSCRICAO_ATIVA,
  cancelada: SituacaoMessage.SITUACAO_INSCRICAO_CANCELADA,
  concluida: SituacaoMessage.SITUACAO_INSCRICAO_CONCLUIDA,
};

export const toInscricao = ({ inscricao, tituloCurso, progresso }: InscricaoVista): InscricaoMessage =>
  InscricaoMessage.fromPartial({
    idCurso: inscricao.idCurso,
    idUsuario: inscricao.idUsuario,
    situacao: SITUACOES[inscricao.situacao],
    inscritoEm: inscricao.inscritoEm,
    canceladaEm: inscricao.canceladaEm,
    concluidaEm: inscricao.concluidaEm,
    progresso,
    tituloCurso,
  });

const TIPOS: Record<TipoDeEvento, Tipo> = {
  inscrito: Tipo.TIPO_INSCRITO,
  cancelado: Tipo.TIPO_CANCELADO,
  'aula-concluida': Tipo.TIPO_AULA_CONCLUIDA,
  concluido: Tipo.TIPO_CONCLUIDO,
  'aula-reaberta': Tipo.TIPO_AULA_REABERTA,
};

export const toEvento = ({ tipo, ocorridoEm, idAula = '' }: EventoInscricao): EventoMessage => ({
  tipo: TIPOS[tipo],
  ocorridoEm,
  idAula,
});
