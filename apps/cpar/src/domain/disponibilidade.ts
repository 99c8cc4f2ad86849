import { foraDoHorario, horarioPassado, semDisponibilidade } from './errors.js';
import { DIA_MS, RelogioLocal } from './relogio-local.js';

/** Part of a day, in minutes since midnight on the wall clock; `fim` up to 1440. */
export interface Faixa {
  readonly inicio: number;
  readonly fim: number;
}

/** What holds on one date in place of the weekly hours; no ranges means absent. */
export interface Excecao {
  /** YYYY-MM-DD. */
  readonly data: string;
  readonly faixas: readonly Faixa[];
  readonly motivo: string;
}

/** When a teacher can be booked. */
export interface Disponibilidade {
  readonly idProfessor: string;
  /** IANA zone of the wall clock. */
  readonly fuso: string;
  readonly semanal: readonly { readonly diaSemana: number; readonly faixa: Faixa }[];
  readonly excecoes: readonly Excecao[];
  readonly atualizadaEm: Date;
}

/** A stretch of time; `fim` is not in it. */
export interface Intervalo {
  readonly inicio: Date;
  readonly fim: Date;
}

/**
 * The stretches in which a teacher can be booked, between two instants, joined where they touch and in order.
 *
 * Hours are read on the wall clock of the zone, as {@link RelogioLocal.instantes} does: on a day on which the clock
 * jumps, the skipped times are not there and the repeated ones count once.
 */
export function abertos(
  { fuso, semanal, excecoes }: Disponibilidade,
  { inicio, fim }: Intervalo,
): Intervalo[] {
  const relogio = new RelogioLocal(fuso);
  const found: Intervalo[] = [];
  // From the day before, because a clock put back at midnight shows that day once more.
  const first = relogio.diaDe(inicio.getTime()) - DIA_MS;
  for (let dia = first; dia <= relogio.diaDe(fim.getTime()); dia += DIA_MS) {
    const excecao = excecoes.find(({ data }) => data === new Date(dia).toISOString().slice(0, 10));
    const semana = semanal.filter(({ diaSemana }) => diaSemana === diaSemanaDe(dia));
    for (const faixa of excecao?.faixas ?? semana.map((one) => one.faixa)) {
      for (const aberto of relogio.instantes(dia, faixa.inicio, faixa.fim)) {
        const from = Math.max(aberto.inicio, inicio.getTime());
        const to = Math.min(aberto.fim, fim.getTime());
        if (from < to) found.push({ inicio: new Date(from), fim: new Date(to) });
      }
    }
  }
  return joined(found);
}

/** 1 for Monday to 7 for Sunday (ISO 8601). */
const diaSemanaDe = (dia: number): number => ((new Date(dia).getUTCDay() + 6) % 7) + 1;

function joined(intervals: readonly Intervalo[]): Intervalo[] {
  const result: Intervalo[] = [];
  for (const one of [...intervals].sort((a, b) => a.inicio.getTime() - b.inicio.getTime())) {
    const last = result.at(-1);
    if (last === undefined || one.inicio > last.fim) result.push(one);
    else if (one.fim > last.fim) result[result.length - 1] = { inicio: last.inicio, fim: one.fim };
  }
  return result;
}

/** Whether a whole stretch lies in the hours of a teacher. */
export const cabe = (disponibilidade: Disponibilidade, intervalo: Intervalo): boolean =>
  abertos(disponibilidade, intervalo).some(
    ({ inicio, fim }) =>
      inicio.getTime() === intervalo.inicio.getTime() && fim.getTime() === intervalo.fim.getTime(),
  );

/**
 * Refuses a stretch that can't be booked, whoever else has what.
 *
 * @throws DomainError HORARIO_PASSADO, SEM_DISPONIBILIDADE, FORA_DO_HORARIO
 */
export function exigirAberto(
  idProfessor: string,
  disponibilidade: Disponibilidade | undefined,
  intervalo: Intervalo,
  agora: Date,
): void {
  if (intervalo.inicio <= agora) throw horarioPassado();
  if (disponibilidade === undefined) throw semDisponibilidade(idProfessor);
  if (!cabe(disponibilidade, intervalo)) throw foraDoHorario(idProfessor);
}

/** Stretches of one length that are open and not taken, one after the other from each opening and each end. */
export function livres(
  openings: readonly Intervalo[],
  taken: readonly Intervalo[],
  duracaoMs: number,
): Intervalo[] {
  const ordered = [...taken].sort((a, b) => a.inicio.getTime() - b.inicio.getTime());
  const slots: Intervalo[] = [];
  for (const opening of openings) {
    let at = opening.inicio.getTime();
    while (at + duracaoMs <= opening.fim.getTime()) {
      const end = at + duracaoMs;
      const busy = ordered.find(({ inicio, fim }) => inicio.getTime() < end && fim.getTime() > at);
      if (busy === undefined) slots.push({ inicio: new Date(at), fim: new Date(end) });
      at = busy === undefined ? end : busy.fim.getTime();
    }
  }
  return slots;
}
