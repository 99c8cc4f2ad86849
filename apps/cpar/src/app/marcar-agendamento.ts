import type { Clock, NewId } from '@trilha/service-kit/base';
import {
  type Agendamento,
  cancelar,
  confirmar,
  LEMBRETES_PADRAO_MS,
  reagendar,
} from '../domain/agendamento.js';
import { cabe, type Intervalo } from '../domain/disponibilidade.js';
import { avisosDe, lembretesDe } from '../domain/envio.js';
import {
  agendamentoNaoEncontrado,
  foraDoHorario,
  horarioPassado,
  semDisponibilidade,
} from '../domain/errors.js';
import type { Agenda } from './ports.js';

export interface NovoAgendamento extends Intervalo {
  readonly idProfessor: string;
  readonly idAluno: string;
  readonly fuso: string;
  readonly assunto: string;
  readonly local: string;
  /** The usual ones when empty. */
  readonly lembretesMs: readonly number[];
}

export interface MarcarOptions {
  readonly agenda: Agenda;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Called after something new was queued. */
  readonly onMudanca: () => void;
}

/** Booking a time, and what can become of it. What both must hear is stored with each change; the outbox tells them. */
export function createMarcarAgendamento({ agenda, clock, newId, onMudanca }: MarcarOptions) {
  /** @throws DomainError HORARIO_PASSADO, SEM_DISPONIBILIDADE, FORA_DO_HORARIO */
  const exigirAberto = async (idProfessor: string, intervalo: Intervalo): Promise<void> => {
    if (intervalo.inicio <= clock.now()) throw horarioPassado();
    const disponibilidade = await agenda.buscarDisponibilidade(idProfessor);
    if (disponibilidade === undefined) throw semDisponibilidade(idProfessor);
    if (!cabe(disponibilidade, intervalo)) throw foraDoHorario(idProfessor);
  };

  const mudar = async (
    id: string,
    mudanca: (atual: Agendamento, agora: Date) => Agendamento,
  ): Promise<Agendamento> => {
    const agora = clock.now();
    const result = await agenda.mudar(id, (atual) => mudanca(atual, agora), agora);
    onMudanca();
    return result;
  };

  return {
    /**
     * Books a time. The same request_id within a day gives the appointment made the first time.
     *
     * @throws DomainError HORARIO_OCUPADO  it overlaps another appointment of the teacher or the student
     * @throws DomainError HORARIO_PASSADO, SEM_DISPONIBILIDADE, FORA_DO_HORARIO  it can't be booked at all
     */
    criar: async (novo: NovoAgendamento, requestId: string): Promise<Agendamento> => {
      await exigirAberto(novo.idProfessor, novo);
      const agora = clock.now();
      const agendamento: Agendamento = {
        ...novo,
        id: newId(),
        lembretesMs: novo.lembretesMs.length === 0 ? LEMBRETES_PADRAO_MS : novo.lembretesMs,
        situacao: 'pendente',
        motivoCancelamento: '',
        sequencia: 0,
        criadoEm: agora,
        atualizadoEm: agora,
      };
      const mudanca = {
        agendamento,
        avisos: avisosDe(agendamento),
        lembretes: lembretesDe(agendamento, agora),
      };
      const made = await agenda.criar(mudanca, { requestId, conteudo: novo });
      onMudanca();
      return made;
    },

    /** @throws DomainError AGENDAMENTO_CANCELADO */
    confirmar: (id: string): Promise<Agendamento> => mudar(id, confirmar),

    cancelar: (id: string, motivo: string): Promise<Agendamento> =>
      mudar(id, (atual, agora) => cancelar(atual, motivo, agora)),

    /** Keeps the old time when the new one can't be had. @throws as `criar`, and AGENDAMENTO_CANCELADO */
    reagendar: async (id: string, { inicio, fim }: Intervalo): Promise<Agendamento> => {
      const atual = await agenda.buscar(id);
      if (atual === undefined) throw agendamentoNaoEncontrado(id);
      await exigirAberto(atual.idProfessor, { inicio, fim });
      return mudar(id, (agendamento, agora) => reagendar(agendamento, inicio, fim, agora));
    },
  };
}
