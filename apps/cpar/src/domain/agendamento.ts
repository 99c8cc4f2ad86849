import { agendamentoCancelado } from './errors.js';

export type Situacao = 'pendente' | 'confirmado' | 'cancelado';
/** What happened to an appointment, as people are told of it. */
export type Evento = 'criado' | 'confirmado' | 'cancelado' | 'reagendado' | 'lembrete';

/** An appointment of a student with a teacher. */
export interface Agendamento {
  readonly id: string;
  readonly idProfessor: string;
  readonly idAluno: string;
  readonly inicio: Date;
  readonly fim: Date;
  /** IANA zone in which people read the times. */
  readonly fuso: string;
  readonly assunto: string;
  readonly local: string;
  readonly situacao: Situacao;
  readonly motivoCancelamento: string;
  /** Milliseconds before the start. */
  readonly lembretesMs: readonly number[];
  /** Grows with every change that both must hear of. */
  readonly sequencia: number;
  readonly criadoEm: Date;
  readonly atualizadoEm: Date;
}

export const LEMBRETES_PADRAO_MS: readonly number[] = [24 * 60 * 60 * 1000, 60 * 60 * 1000];

/** What became of an appointment; the same object when nothing changed, so that repeating a call tells nobody twice. */
export function confirmar(agendamento: Agendamento, agora: Date): Agendamento {
  if (agendamento.situacao === 'cancelado') throw agendamentoCancelado(agendamento.id);
  if (agendamento.situacao === 'confirmado') return agendamento;
  return mudar(agendamento, { situacao: 'confirmado' }, agora);
}

/** Frees its time. Cancelling again changes nothing, the reason neither. */
export function cancelar(agendamento: Agendamento, motivoCancelamento: string, agora: Date): Agendamento {
  if (agendamento.situacao === 'cancelado') return agendamento;
  return mudar(agendamento, { situacao: 'cancelado', motivoCancelamento }, agora);
}

/** The other person has to confirm the new time, so it is pending again. */
export function reagendar(agendamento: Agendamento, inicio: Date, fim: Date, agora: Date): Agendamento {
  if (agendamento.situacao === 'cancelado') throw agendamentoCancelado(agendamento.id);
  if (agendamento.inicio.getTime() === inicio.getTime() && agendamento.fim.getTime() === fim.getTime()) {
    return agendamento;
  }
  return mudar(agendamento, { inicio, fim, situacao: 'pendente' }, agora);
}

const mudar = (agendamento: Agendamento, mudanca: Partial<Agendamento>, agora: Date): Agendamento => ({
  ...agendamento,
  ...mudanca,
  sequencia: agendamento.sequencia + 1,
  atualizadoEm: agora,
});

/** What both were last told, or are to be told, of an appointment as it stands. */
export function eventoDe({ situacao, sequencia }: Agendamento): Exclude<Evento, 'lembrete'> {
  if (situacao !== 'pendente') return situacao;
  return sequencia === 0 ? 'criado' : 'reagendado';
}
