import { Interacao as InteracaoMessage, Resposta as RespostaMessage, Tutor } from '@trilha/proto-gen/chatbot';
import { campos, durationOf } from '@trilha/service-kit';
import { z } from 'zod';
import { ID_AULA_CONTEXTO } from '../app/resolver-duvida.js';
import type { Interacao } from '../domain/interacao.js';

const MAX_PASSAGENS = 500;
const MAX_TEXTO = 200_000;
/** Of all texts of a request together. */
const MAX_TOTAL = 2_000_000;

const optionalSlug = z.union(
  [z.literal(''), campos.slug],
  'use de 1 a 64 letras minúsculas, dígitos e hifens',
);
const optionalUser = z.union([z.literal(''), campos.idUsuario], 'não é um identificador de usuário');
const optionalId = z.union([z.literal(''), campos.id], 'não é o id de uma conversa');
const longText = (max: number) => z.string().max(max, `use até ${max.toLocaleString('pt-BR')} caracteres`);
/** Runs a rule over several fields even when one of them is wrong, so that all are named at once. */
const always = { when: ({ value }: { readonly value: unknown }) => value !== undefined };

const passagem = z.object({
  id: z.string().regex(/^\S(?:.{0,198}\S)?$/u, 'use de 1 a 200 caracteres'),
  titulo: longText(500),
  texto: longText(MAX_TEXTO),
});

const pedido = z
  .object(
    {
      duvida: z.string().trim().min(3, 'use ao menos 3 caracteres').max(2_000, 'use até 2.000 caracteres'),
      aulaContexto: longText(MAX_TEXTO),
      passagens: z.array(passagem).max(MAX_PASSAGENS, `envie até ${MAX_PASSAGENS}`),
      idUsuario: optionalUser,
      idCurso: optionalSlug,
      idAula: optionalSlug,
      idConversa: optionalId,
      requestId: campos.requestId,
    },
    'é obrigatório',
  )
  .refine(({ aulaContexto, passagens }) => aulaContexto.trim() !== '' || passagens.length > 0, {
    ...always,
    path: ['aulaContexto'],
    message: 'envie o texto da aula aqui ou em passagens',
  })
  .refine(
    ({ aulaContexto, passagens }) => {
      const ids = passagens.map(({ id }) => id);
      if (aulaContexto.trim() !== '') ids.push(ID_AULA_CONTEXTO);
      return new Set(ids).size === ids.length;
    },
    { ...always, path: ['passagens'], message: 'cada uma precisa de um id só seu' },
  )
  .refine(
    ({ aulaContexto, passagens }) =>
      passagens.reduce((sum, { texto }) => sum + texto.length, aulaContexto.length) <= MAX_TOTAL,
    {
      ...always,
      path: ['passagens'],
      message: `use até ${MAX_TOTAL.toLocaleString('pt-BR')} caracteres ao todo`,
    },
  );

const byInteraction = z.object({ idInteracao: campos.id });

/** One schema per request: what each RPC takes. */
export const requests = {
  resolve: pedido,
  resolveStream: z.object({ pedido }),
  byInteraction,
  list: z.object({
    idUsuario: campos.idUsuario,
    idConversa: optionalId,
    pageSize: campos.pageSize,
    pageToken: campos.pageToken,
  }),
  byUser: z.object({ idUsuario: campos.idUsuario }),
  rate: byInteraction.extend({ nota: z.int().min(1, 'use de 1 a 5').max(5, 'use de 1 a 5') }),
};

const TUTORES: Record<Interacao['resposta']['tutor'], Tutor> = {
  gemini: Tutor.TUTOR_GEMINI,
  offline: Tutor.TUTOR_OFFLINE,
};

export const toResposta = ({ resposta, ...interacao }: Interacao): RespostaMessage => {
  const { tutor, tokensEntrada, tokensSaida, citacoes, ...rest } = resposta;
  return RespostaMessage.fromPartial({
    ...rest,
    citacoes: [...citacoes],
    tutor: TUTORES[tutor],
    uso: { tokensEntrada, tokensSaida },
    idInteracao: interacao.id,
    idConversa: interacao.idConversa,
    latencia: durationOf(interacao.latenciaMs),
    motivoOffline: interacao.motivoOffline,
    respondidaEm: interacao.respondidaEm,
  });
};

export const toInteracao = (interacao: Interacao): InteracaoMessage => {
  const { id, idUsuario, idCurso, idAula, duvida, nota } = interacao;
  return InteracaoMessage.fromPartial({
    id,
    idUsuario,
    idCurso,
    idAula,
    duvida,
    nota,
    resposta: toResposta(interacao),
  });
};
