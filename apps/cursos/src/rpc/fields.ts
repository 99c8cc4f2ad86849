import { SituacaoAula as AulaEnum, SituacaoCurso as CursoEnum } from '@trilha/proto-gen/cursos';
import { z } from 'zod';
import type { SituacaoAula, SituacaoCurso } from '../domain/curso.js';
import { REGRAS, type Regra } from '../domain/regras.js';

/** A schema that keeps a rule of the domain. */
const regido = <T>(schema: z.ZodType<T>, regra: Regra<T>) =>
  schema.superRefine((valor, context) => {
    const message = regra(valor);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const texto = (regra: Regra<string>) => regido(z.string(), regra);

/** The fields of courses, modules and lessons in requests. */
export const fields = {
  titulo: texto(REGRAS.titulo),
  resumo: texto(REGRAS.resumo),
  descricaoDoCurso: texto(REGRAS.descricaoDoCurso),
  descricaoDoModulo: texto(REGRAS.descricaoDoModulo),
  conteudo: texto(REGRAS.conteudo),
  autoria: texto(REGRAS.autoria),
  licenca: texto(REGRAS.licenca),
  preRequisitos: regido(z.array(z.string()), REGRAS.preRequisitos),
  etiquetas: regido(z.array(z.string()), REGRAS.etiquetas),
  duracaoMinutos: regido(z.number(), REGRAS.duracaoMinutos),
  /** Where to put something new; 0 for the end. */
  lugar: z.int().min(0, 'não pode ser negativa'),
  /** Where to move something to. */
  posicao: z.int().min(1, 'use 1 ou mais'),
} as const;

const CURSO: Partial<Record<CursoEnum, SituacaoCurso>> = {
  [CursoEnum.SITUACAO_CURSO_RASCUNHO]: 'rascunho',
  [CursoEnum.SITUACAO_CURSO_PUBLICADO]: 'publicado',
};
const AULA: Partial<Record<AulaEnum, SituacaoAula>> = {
  [AulaEnum.SITUACAO_AULA_RASCUNHO]: 'rascunho',
  [AulaEnum.SITUACAO_AULA_PUBLICADA]: 'publicada',
};

const oneOf = <E extends number, S extends string>(situacoes: Partial<Record<E, S>>, mensagem: string) =>
  z
    .custom<E>((value) => situacoes[value as E] !== undefined, mensagem)
    .transform((value) => situacoes[value] as S);

export const situacaoCurso = oneOf(CURSO, 'use RASCUNHO ou PUBLICADO');
export const situacaoAula = oneOf(AULA, 'use RASCUNHO ou PUBLICADA');

export const toCursoEnum: Record<SituacaoCurso, CursoEnum> = {
  rascunho: CursoEnum.SITUACAO_CURSO_RASCUNHO,
  publicado: CursoEnum.SITUACAO_CURSO_PUBLICADO,
};
export const toAulaEnum: Record<SituacaoAula, AulaEnum> = {
  rascunho: AulaEnum.SITUACAO_AULA_RASCUNHO,
  publicada: AulaEnum.SITUACAO_AULA_PUBLICADA,
};
