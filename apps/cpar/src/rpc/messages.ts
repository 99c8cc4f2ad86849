import {
  type Agendamento as AgendamentoMessage,
  DiaSemana,
  type Disponibilidade as DisponibilidadeMessage,
  SituacaoAgendamento as SituacaoMessage,
} from '@trilha/proto-gen/cpar';
import type { Duration } from '@trilha/proto-gen/duration';
import { campos, durationOf, millisOf } from '@trilha/service-kit';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { Agendamento, Situacao } from '../domain/agendamento.js';
import type { Disponibilidade, Faixa } from '../domain/disponibilidade.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SITUACOES: Record<Situacao, SituacaoMessage> = {
  pendente: SituacaoMessage.SITUACAO_AGENDAMENTO_PENDENTE,
  confirmado: SituacaoMessage.SITUACAO_AGENDAMENTO_CONFIRMADO,
  cancelado: SituacaoMessage.SITUACAO_AGENDAMENTO_CANCELADO,
};

const text = (max: number) => z.string().max(max, `use até ${max.toLocaleString('pt-BR')} caracteres`);

const fuso = z
  .string()
  .transform((zone) => zone || 'America/Sao_Paulo')
  .refine((zone) => IANAZone.isValidZone(zone), 'não é um fuso da base IANA');

/** "HH:MM" as minutes since midnight. */
const hora = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern, 'use HH:MM')
    .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

const faixa = z
  .object(
    { inicio: hora(/^([01]\d|2[0-3]):[0-5]\d$/), fim: hora(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/) },
    'é obrigatória',
  )
  .refine(({ inicio, fim }) => inicio < fim, { path: ['fim'], message: 'deve vir depois do início' });

const data = z
  .string()
  .refine(
    (day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day,
    'use uma data AAAA-MM-DD que exista',
  );

const instante = z.date('é obrigatório');

const millis = (min: number, max: number, message: string) =>
  z
    .custom<Duration>((value) => value !== undefined)
    .transform(millisOf)
    .pipe(z.number().min(min, message).max(max, message));

const comprimento = ({ inicio, fim }: { inicio: Date; fim: Date }): boolean => {
  const ms = fim.getTime() - inicio.getTime();
  return ms >= 15 * MINUTE_MS && ms <= 8 * HOUR_MS;
};
const COMPRIMENTO = { path: ['fim'], message: 'deve vir de 15 minutos a 8 horas depois do início' };

const optionalUser = z
  .union([z.literal(''), campos.idUsuario], 'não é um identificador de usuário')
  .transform((id) => id || undefined);

const byId = z.object({ idAgendamento: campos.id });

/** One schema per request: what each RPC takes. */
export const requests = {
  byId,
  byTeacher: z.object({ idProfessor: campos.idUsuario }),
  setDisponibilidade: z.object({
    disponibilidade: z
      .object(
        {
          idProfessor: campos.idUsuario,
          fuso,
          horariosSemanais: z
            .array(
              z.object({ diaSemana: z.enum(DiaSemana).refine((dia) => dia !== 0, 'escolha um dia'), faixa }),
            )
            .max(100, 'use até 100 faixas'),
          excecoes: z
            .array(z.object({ data, faixas: z.array(faixa).max(24, 'use até 24 faixas'), motivo: text(200) }))
            .max(1_000, 'use até 1.000 exceções')
            .refine(
              (all) => new Set(all.map((one) => one.data)).size === all.length,
              'uma data só pode vir uma vez',
            ),
        },
        'é obrigatória',
      )
      .transform(({ horariosSemanais, ...rest }) => ({ ...rest, semanal: horariosSemanais })),
  }),
  listLivres: z
    .object({
      idProfessor: campos.idUsuario,
      de: instante,
      ate: instante,
      duracao: millis(15 * MINUTE_MS, 8 * HOUR_MS, 'use de 15 minutos a 8 horas').optional(),
    })
    .refine(({ de, ate }) => de < ate && ate.getTime() - de.getTime() <= 62 * DAY_MS, {
      path: ['ate'],
      message: 'deve vir até 62 dias depois de "de"',
    })
    .transform(({ duracao = HOUR_MS, ...rest }) => ({ ...rest, duracaoMs: duracao })),
  create: z.object({
    agendamento: z
      .object(
        {
          idProfessor: campos.idUsuario,
          idAluno: campos.idUsuario,
          inicio: instante,
          fim: instante,
          fuso,
          assunto: text(200),
          local: text(500),
          lembretes: z
            .array(millis(MINUTE_MS, 30 * DAY_MS, 'use de 1 minuto a 30 dias'))
            .max(5, 'use até 5 lembretes')
            .transform((all) => [...new Set(all)]),
        },
        'é obrigatório',
      )
      .refine(comprimento, COMPRIMENTO)
      .refine(({ idProfessor, idAluno }) => idProfessor !== idAluno, {
        path: ['idAluno'],
        message: 'não pode ser o próprio professor',
      })
      .transform(({ lembretes, ...rest }) => ({ ...rest, lembretesMs: lembretes })),
    requestId: campos.requestId,
  }),
  list: z
    .object({
      idProfessor: optionalUser,
      idAluno: optionalUser,
      situacao: z
        .enum(SituacaoMessage)
        .transform((value) =>
          (Object.keys(SITUACOES) as Situacao[]).find((name) => SITUACOES[name] === value),
        ),
      de: z.date().optional(),
      ate: z.date().optional(),
      pageSize: campos.pageSize,
      pageToken: campos.pageToken,
    })
    .refine(({ idProfessor, idAluno }) => idProfessor !== undefined || idAluno !== undefined, {
      path: ['idAluno'],
      message: 'informe o aluno ou o professor',
    }),
  cancel: byId.extend({ motivo: text(500) }),
  reschedule: byId.extend({ inicio: instante, fim: instante }).refine(comprimento, COMPRIMENTO),
};

export const toAgendamento = ({ lembretesMs, ...agendamento }: Agendamento): AgendamentoMessage => ({
  ...agendamento,
  situacao: SITUACOES[agendamento.situacao],
  lembretes: lembretesMs.map(durationOf),
});

export const toDisponibilidade = ({
  semanal,
  excecoes,
  ...rest
}: Disponibilidade): DisponibilidadeMessage => ({
  ...rest,
  horariosSemanais: semanal.map((one) => ({ diaSemana: one.diaSemana, faixa: toFaixa(one.faixa) })),
  excecoes: excecoes.map(({ faixas, ...excecao }) => ({ ...excecao, faixas: faixas.map(toFaixa) })),
});

const toFaixa = ({ inicio, fim }: Faixa) => ({ inicio: clock(inicio), fim: clock(fim) });

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
