import { type Disponibilidade, exigirAberto, type Intervalo } from './disponibilidade.js';
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

/** What a caller says of an appointment to be booked. */
export type NovoAgendamento = Pick<
  Agendamento,
  'idProfessor' | 'idAluno' | 'inicio' | 'fim' | 'fuso' | 'assunto' | 'local' | 'lembretesMs'
>;

/** Those of an appointment that names none. */
export const LEMBRETES_PADRAO_MS: readonly number[] = [24 * 60 * 60 * 1000, 60 * 60 * 1000];

/**
 * Books a time in the hours of its teacher; it is pending until confirmed.
 *
 * @param disponibilidade the teacher's hours; undefined when there are none
 * @throws DomainError HORARIO_PASSADO, SEM_DISPONIBILIDADE, FORA_DO_HORARIO
 */
export function marcar(
  novo: NovoAgendamento,
  id: string,
  disponibilidade: Disponibilidade | undefined,
  agora: Date,
): Agendamento {
  exigirAberto(novo.idProfessor, disponibilidade, novo, agora);
  return {
    ...novo,
    id,
    lembretesMs: novo.lembretesMs.length === 0 ? LEMBRETES_PADRAO_MS : novo.lembretesMs,
    situacao: 'pendente',
    motivoCancelamento: '',
    sequencia: 0,
    criadoEm: agora,
    atualizadoEm: agora,
  };
}

/**
 * Each of the changes below gives the same object when nothing changed, so that repeating a call tells nobody twice.
 *
 * @throws DomainError AGENDAMENTO_CANCELADO
 */
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

/**
 * Moves it. The other person has to confirm the new time, so it is pending again. Moving it to where it is changes
 * nothing, even when the hours have changed since.
 *
 * @param disponibilidade the teacher's hours; undefined when there are none
 * @throws DomainError AGENDAMENTO_CANCELADO, HORARIO_PASSADO, SEM_DISPONIBILIDADE, FORA_DO_HORARIO
 */
export function reagendar(
  agendamento: Agendamento,
  { inicio, fim }: Intervalo,
  disponibilidade: Disponibilidade | undefined,
  agora: Date,
): Agendamento {
  if (agendamento.situacao === 'cancelado') throw agendamentoCancelado(agendamento.id);
  if (agendamento.inicio.getTime() === inicio.getTime() && agendamento.fim.getTime() === fim.getTime()) {
    return agendamento;
  }
  exigirAberto(agendamento.idProfessor, disponibilidade, { inicio, fim }, agora);
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
