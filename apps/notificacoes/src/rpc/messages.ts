import {
  Canal as CanalMessage,
  type CartaMorta,
  type Entrega as EntregaMessage,
  NotifyScheduleRequest_Evento as EventoMessage,
  Notificacao as NotificacaoMessage,
  SituacaoEntrega as SituacaoMessage,
} from '@trilha/proto-gen/notificacoes';
import { campos } from '@trilha/service-kit';
import { z } from 'zod';
import type { EntregaDevida } from '../app/ports.js';
import { type EventoAgendamento, isFuso } from '../domain/aviso-agendamento.js';
import type { Canal, Entrega, Notificacao, SituacaoEntrega } from '../domain/notificacao.js';

const CANAIS: Record<Canal, CanalMessage> = {
  app: CanalMessage.CANAL_APP,
  email: CanalMessage.CANAL_EMAIL,
  webhook: CanalMessage.CANAL_WEBHOOK,
};

const SITUACOES: Record<SituacaoEntrega, SituacaoMessage> = {
  pendente: SituacaoMessage.SITUACAO_ENTREGA_PENDENTE,
  entregue: SituacaoMessage.SITUACAO_ENTREGA_ENTREGUE,
  morta: SituacaoMessage.SITUACAO_ENTREGA_MORTA,
};

const EVENTOS: Partial<Record<EventoMessage, EventoAgendamento>> = {
  [EventoMessage.EVENTO_CRIADO]: 'criado',
  [EventoMessage.EVENTO_CONFIRMADO]: 'confirmado',
  [EventoMessage.EVENTO_CANCELADO]: 'cancelado',
  [EventoMessage.EVENTO_REAGENDADO]: 'reagendado',
  [EventoMessage.EVENTO_LEMBRETE]: 'lembrete',
};

const canal = z.enum(CanalMessage).transform((value, context): Canal => {
  const found = (Object.keys(CANAIS) as Canal[]).find((name) => CANAIS[name] === value);
  if (found !== undefined) return found;
  context.addIssue('escolha um canal');
  return z.NEVER;
});

const evento = z.enum(EventoMessage).transform((value, context): EventoAgendamento => {
  const found = EVENTOS[value];
  if (found !== undefined) return found;
  context.addIssue('escolha um evento');
  return z.NEVER;
});

const shortText = (max: number) => z.string().max(max, `use até ${max.toLocaleString('pt-BR')} caracteres`);

/** One schema per request: what each RPC takes. */
export const requests = {
  send: z.object({
    idUsuario: campos.idUsuario,
    titulo: campos.texto(200),
    mensagem: campos.texto(5_000),
    tipo: z.union(
      [z.literal('').transform(() => 'geral'), campos.slug],
      'use letras minúsculas, dígitos e hifens',
    ),
    dados: z
      .record(z.string().min(1).max(100), shortText(1_000))
      .refine((dados) => Object.keys(dados).length <= 20, 'use até 20 entradas'),
    canais: z.array(canal),
    requestId: campos.requestId,
  }),
  schedule: z
    .object({
      idAgendamento: campos.id,
      idUsuario: campos.idUsuario,
      evento,
      inicio: z.date('é obrigatório'),
      fim: z.date('é obrigatório'),
      fuso: z
        .string()
        .transform((fuso) => fuso || 'America/Sao_Paulo')
        .refine(isFuso, 'não é um fuso da base IANA'),
      assunto: shortText(200),
      local: shortText(500),
      comQuem: shortText(200),
      conviteIcs: shortText(100_000),
      requestId: campos.requestId,
    })
    .refine(({ inicio, fim }) => inicio < fim, { path: ['fim'], message: 'deve vir depois do início' }),
  byId: z.object({ idNotificacao: campos.id }),
  byUser: z.object({ idUsuario: campos.idUsuario }),
  list: z.object({
    idUsuario: campos.idUsuario,
    somenteNaoLidas: z.boolean(),
    pageSize: campos.pageSize,
    pageToken: campos.pageToken,
  }),
  watch: z.object({
    idUsuario: campos.idUsuario,
    aposId: z.union([z.literal(''), campos.id], 'não é um id'),
  }),
  setContato: z.object({
    contato: z.object(
      {
        idUsuario: campos.idUsuario,
        email: z.union([z.literal(''), z.email().max(254)], 'não é um endereço de e-mail'),
      },
      'é obrigatório',
    ),
  }),
  deadLetters: z.object({ pageSize: campos.pageSize, pageToken: campos.pageToken }),
  replay: z.object({ idEntrega: campos.id }),
};

const toEntrega = (entrega: Entrega): EntregaMessage => ({
  ...entrega,
  canal: CANAIS[entrega.canal],
  situacao: SITUACOES[entrega.situacao],
});

export const toMessage = (notificacao: Notificacao): NotificacaoMessage =>
  NotificacaoMessage.fromPartial({ ...notificacao, entregas: notificacao.entregas.map(toEntrega) });

export const toCartaMorta = ({ entrega, notificacao }: EntregaDevida): CartaMorta => ({
  entrega: toEntrega(entrega),
  notificacao: toMessage(notificacao),
  mortaEm: entrega.mortaEm,
});
