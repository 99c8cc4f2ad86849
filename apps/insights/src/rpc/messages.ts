import type { Duration } from '@trilha/proto-gen/duration';
import { MetricaInteracao, Periodo as PeriodoMessage } from '@trilha/proto-gen/insights';
import { campos, durationOf, millisOf } from '@trilha/service-kit';
import { z } from 'zod';
import type { Filtro, Metrica } from '../domain/metrica.js';
import type { Periodo } from '../domain/periodo.js';

const MAX_LATENCY_MS = 24 * 60 * 60 * 1000;
const MAX_INT32 = 2 ** 31 - 1;

const optionalSlug = z.union(
  [z.literal(''), campos.slug],
  'use de 1 a 64 letras minúsculas, dígitos e hifens',
);
const optionalUser = z.union([z.literal(''), campos.idUsuario], 'não é um identificador de usuário');
const tokens = z.int().min(0, 'não pode ser negativo').max(MAX_INT32);
const nota = z.int().min(1, 'use de 1 a 5').max(5, 'use de 1 a 5');

const metricaSchema = z.object(
  {
    idInteracao: campos.id,
    idUsuario: optionalUser,
    idCurso: optionalSlug,
    idAula: optionalSlug,
    ocorridaEm: z.date('é obrigatório'),
    latencia: z
      .custom<Duration>((value) => value !== undefined, 'é obrigatória')
      .transform(millisOf)
      .pipe(z.number().min(0, 'não pode ser negativa').max(MAX_LATENCY_MS, 'use até 24 h')),
    offline: z.boolean(),
    encontrou: z.boolean(),
    tokensEntrada: tokens,
    tokensSaida: tokens,
    modelo: z.string().max(100, 'use até 100 caracteres'),
    nota: nota.optional(),
  },
  'é obrigatória',
);

/** `metrica` of a request, as the domain has it. */
export const metricaField = metricaSchema.transform(
  ({ latencia, ...rest }): Metrica => ({ ...rest, latenciaMs: latencia }),
);

const filtroField = z
  .object({
    de: z.date().optional(),
    ate: z.date().optional(),
    idCurso: optionalSlug,
    idAula: optionalSlug,
  })
  .refine(({ de, ate }) => de === undefined || ate === undefined || de < ate, {
    path: ['ate'],
    message: 'deve vir depois de "de"',
  })
  .optional()
  .transform(
    (filtro): Filtro => ({
      de: filtro?.de,
      ate: filtro?.ate,
      idCurso: filtro?.idCurso || undefined,
      idAula: filtro?.idAula || undefined,
    }),
  );

const PERIODOS: Record<PeriodoMessage, Periodo> = {
  [PeriodoMessage.PERIODO_UNSPECIFIED]: 'dia',
  [PeriodoMessage.PERIODO_DIA]: 'dia',
  [PeriodoMessage.PERIODO_SEMANA]: 'semana',
  [PeriodoMessage.PERIODO_MES]: 'mes',
};

/** One schema per request: what each RPC takes. */
export const requests = {
  registerMetrics: z.object({ metrica: metricaField }),
  batchRegisterMetrics: z.object({
    metricas: z.array(metricaField).min(1, 'envie ao menos uma').max(1_000, 'envie até 1.000 de cada vez'),
  }),
  byInteraction: z.object({ idInteracao: campos.id }),
  rateInteraction: z.object({ idInteracao: campos.id, nota }),
  listQuestionCounts: z.object({
    filtro: filtroField,
    porAula: z.boolean(),
    pageSize: campos.pageSize,
    pageToken: campos.pageToken,
  }),
  listActiveLearners: z.object({
    filtro: filtroField,
    periodo: z.enum(PeriodoMessage, 'não é um período').transform((periodo) => PERIODOS[periodo]),
  }),
  filtered: z.object({ filtro: filtroField }),
};

export const toMetricaMessage = ({ latenciaMs, ...metrica }: Metrica): MetricaInteracao =>
  MetricaInteracao.fromPartial({ ...metrica, latencia: durationOf(latenciaMs) });
