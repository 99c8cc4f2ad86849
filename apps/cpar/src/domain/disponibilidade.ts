import { DateTime } from 'luxon';
import { foraDoHorario, horarioPassado, semDisponibilidade } from './errors.js';

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
 * Hours are read on the wall clock of the zone: on a day on which the clock jumps, the skipped hour is not there and the
 * repeated one counts twice.
 */
export function abertos(
  { fuso, semanal, excecoes }: Disponibilidade,
  { inicio, fim }: Intervalo,
): Intervalo[] {
  const found: Intervalo[] = [];
  const first = DateTime.fromJSDate(inicio, { zone: fuso }).startOf('day');
  for (let day = first, days = 1; day.toJSDate() <= fim; day = first.plus({ days }).startOf('day'), days++) {
    const excecao = excecoes.find(({ data }) => data === day.toISODate());
    const faixas =
      excecao?.faixas ??
      semanal.filter(({ diaSemana }) => diaSemana === day.weekday).map(({ faixa }) => faixa);
    for (const faixa of faixas) {
      const aberto = { inicio: at(day, faixa.inicio), fim: at(day, faixa.fim) };
      const cut = {
        inicio: aberto.inicio < inicio ? inicio : aberto.inicio,
        fim: aberto.fim > fim ? fim : aberto.fim,
      };
      if (cut.inicio < cut.fim) found.push(cut);
    }
  }
  return joined(found);
}

const nextDay = (day: DateTime): DateTime => day.plus({ days: 1 }).startOf('day');

/** An instant by the wall clock; 24:00 is the start of the next day. */
function at(day: DateTime, minutes: number): Date {
  if (minutes === 24 * 60) return nextDay(day).toJSDate();
  return day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toJSDate();
}

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
