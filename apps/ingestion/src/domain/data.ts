const DIA_MS = 86_400_000;
const DATA = /^(\d{4})-(\d{2})-(\d{2})$/;
const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Midnight UTC of a calendar day `YYYY-MM-DD` in milliseconds, or undefined when there is no such day. */
export function lerDia(texto: string): number | undefined {
  const partes = DATA.exec(texto);
  return partes === null ? undefined : diaDe(Number(partes[1]), Number(partes[2]), Number(partes[3]));
}

/** `YYYY-MM-DD` (midnight UTC) or RFC 3339 in milliseconds, or undefined when it is neither. */
export function lerInstante(texto: string): number | undefined {
  if (texto.length === 10) return lerDia(texto);
  const partes = RFC_3339.exec(texto);
  if (partes === null) return undefined;
  const dia = diaDe(Number(partes[1]), Number(partes[2]), Number(partes[3]));
  const [hora, minuto, segundo] = [Number(partes[4]), Number(partes[5]), Number(partes[6])];
  const deslocamento = deslocamentoMs(partes[8] ?? 'Z');
  if (dia === undefined || deslocamento === undefined || hora > 23 || minuto > 59 || segundo > 59) {
    return undefined;
  }
  const fracao = partes[7] === undefined ? 0 : Math.floor(Number(partes[7]) * 1000);
  return dia + ((hora * 60 + minuto) * 60 + segundo) * 1000 + fracao - deslocamento;
}

/** The day of an instant, counted from 1970-01-01 in UTC. */
export const numeroDoDia = (ms: number): number => Math.floor(ms / DIA_MS);

function diaDe(ano: number, mes: number, dia: number): number | undefined {
  if (mes < 1 || mes > 12 || dia < 1 || dia > 31) return undefined;
  const data = new Date(0);
  data.setUTCFullYear(ano, mes - 1, dia);
  return data.getUTCDate() === dia ? data.getTime() : undefined;
}

function deslocamentoMs(zona: string): number | undefined {
  if (zona === 'Z' || zona === 'z') return 0;
  const [horas, minutos] = [Number(zona.slice(1, 3)), Number(zona.slice(4, 6))];
  if (horas > 23 || minutos > 59) return undefined;
  return (zona.startsWith('-') ? -1 : 1) * (horas * 60 + minutos) * 60_000;
}
