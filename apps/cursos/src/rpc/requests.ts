import { SituacaoAula, SituacaoCurso } from '@trilha/proto-gen/cursos';
import { campos } from '@trilha/service-kit';
import { z } from 'zod';
import { slugDe } from '../domain/texto.js';
import { fields, situacaoAula, situacaoCurso } from './fields.js';

const { slug, idUsuario, requestId, pageSize, pageToken, texto } = campos;

/** An id given, or made of the title. */
const comId = <T extends { id: string; titulo: string }>(resource: T, context: z.RefinementCtx): T => {
  const id = resource.id === '' ? slugDe(resource.titulo) : resource.id;
  if (id === '') {
    context.addIssue({ code: 'custom', path: ['id'], message: 'informe um id: do título não se faz um' });
  }
  return { ...resource, id };
};

const novoId = z.union([z.literal(''), slug], 'use de 1 a 64 letras minúsculas, dígitos e hifens');

const curso = {
  titulo: fields.titulo,
  resumo: fields.resumo,
  descricao: fields.descricaoDoCurso,
  preRequisitos: fields.preRequisitos,
  etiquetas: fields.etiquetas,
  autoria: fields.autoria,
  licenca: fields.licenca,
};
const modulo = { titulo: fields.titulo, descricao: fields.descricaoDoModulo };
const aula = { titulo: fields.titulo, conteudo: fields.conteudo, duracaoMinutos: fields.duracaoMinutos };

const soRascunho = z
  .custom<SituacaoCurso>(
    (value) =>
      value === SituacaoCurso.SITUACAO_CURSO_UNSPECIFIED || value === SituacaoCurso.SITUACAO_CURSO_RASCUNHO,
    'um curso nasce RASCUNHO; publique-o depois',
  )
  .optional();

/** One schema per request: what each RPC takes. */
export const requests = {
  listCursos: z.object({
    busca: z.string().max(200, 'use até 200 caracteres'),
    incluirRascunhos: z.boolean(),
    pageSize,
    pageToken,
  }),
  getCurso: z.object({ idCurso: slug, incluirRascunhos: z.boolean() }),
  createCurso: z.object({
    curso: z
      .object({ id: novoId, ...curso, situacao: soRascunho }, 'é obrigatório')
      .transform(({ situacao: _situacao, ...rest }, context) => comId(rest, context)),
    requestId,
  }),
  deleteCurso: z.object({ idCurso: slug }),
  createModulo: z.object({
    modulo: z
      .object({ id: novoId, idCurso: slug, ...modulo, posicao: fields.lugar }, 'é obrigatório')
      .transform(comId),
    requestId,
  }),
  deleteModulo: z.object({ idCurso: slug, idModulo: slug }),
  getAula: z.object({ idCurso: slug, idAula: slug, incluirRascunhos: z.boolean() }),
  createAula: z.object({
    aula: z
      .object(
        {
          id: novoId,
          idCurso: slug,
          idModulo: slug,
          ...aula,
          posicao: fields.lugar,
          situacao: z.preprocess((value) => value || SituacaoAula.SITUACAO_AULA_RASCUNHO, situacaoAula),
        },
        'é obrigatória',
      )
      .transform(comId),
    requestId,
  }),
  deleteAula: z.object({ idCurso: slug, idAula: slug }),
  enrolment: z.object({ idCurso: slug, idUsuario }),
  getUserCourses: z.object({ idUsuario, incluirCanceladas: z.boolean(), pageSize, pageToken }),
  recordProgress: z.object({ idCurso: slug, idAula: slug, idUsuario, concluida: z.boolean().default(true) }),
  getCourseMedia: z.object({ idCurso: slug, pageSize, pageToken }),
  askQuestion: z.object({
    idCurso: slug,
    aulaContexto: z.string().max(200_000, 'use até 200.000 caracteres'),
    duvida: texto(2_000).refine((text) => text.trim().length >= 3, 'use ao menos 3 caracteres'),
    idAula: slug.optional(),
    idUsuario: z.union([z.literal(''), idUsuario], 'não é um identificador de usuário'),
    idConversa: z.union([z.literal(''), campos.id], 'não é um identificador de conversa'),
  }),
  sendNotification: z.object({
    idCurso: slug,
    idUsuario: idUsuario.optional(),
    titulo: texto(200),
    mensagem: texto(5_000),
    requestId,
  }),
};

/** What each update takes: the ids that name the thing, and the fields a mask may name. */
export const updates = {
  curso: { ids: z.object({ id: slug }), fields: z.object({ ...curso, situacao: situacaoCurso }) },
  modulo: {
    ids: z.object({ id: slug, idCurso: slug }),
    fields: z.object({ ...modulo, posicao: fields.posicao }),
  },
  aula: {
    ids: z.object({ id: slug, idCurso: slug }),
    fields: z.object({ ...aula, situacao: situacaoAula, idModulo: slug, posicao: fields.posicao }),
  },
};
