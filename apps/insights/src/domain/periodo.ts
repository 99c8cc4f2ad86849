/** A day, a week from Monday to Sunday, or a month. */
export type Periodo = 'dia' | 'semana' | 'mes';

const ONE_DAY_MS = 24 * 60 * 60 * 1000;

const saoPauloDate = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Sao_Paulo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The first day, as YYYY-MM-DD, of the period of São Paulo's calendar that holds an instant. */
export function inicioDoPeriodo(instante: Date, periodo: Periodo): string {
  const dia = saoPauloDate.format(instante);
  if (periodo === 'dia') return dia;
  if (periodo === 'mes') return `${dia.slice(0, 7)}-01`;
  const meiaNoiteUtc = Date.parse(`${dia}T00:00:00Z`);
  const diasDesdeSegunda = (new Date(meiaNoiteUtc).getUTCDay() + 6) % 7;
  return new Date(meiaNoiteUtc - diasDesdeSegunda * ONE_DAY_MS).toISOString().slice(0, 10);
}
