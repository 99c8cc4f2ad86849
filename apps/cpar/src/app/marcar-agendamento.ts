import type { Clock, NewId } from '@trilha/service-kit/base';
import {
  type Agendamento,
  cancelar,
  confirmar,
  marcar,
  type NovoAgendamento,
  reagendar,
} from '../domain/agendamento.js';
import type { Intervalo } from '../domain/disponibilidade.js';
import { mudancaDe } from '../domain/envio.js';
import type { Agenda, Marcado } from './ports.js';

export interface MarcarOptions {
  readonly agenda: Agenda;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Called after something new was queued. */
  readonly onMudanca: () => void;
}

/**
 * Booking a time, and what can become of it. Everything is decided inside the transaction that stores it, on what is
 * read there and on the time it is then. What both must hear is stored with each change; the outbox tells them.
 */
export function createMarcarAgendamento({ agenda, clock, newId, onMudanca }: MarcarOptions) {
  const mudar = async (
    id: string,
    mudanca: (marcado: Marcado, agora: Date) => Agendamento,
  ): Promise<Agendamento> => {
    const result = await agenda.mudar(id, (marcado) => {
      const agora = clock.now();
      const novo = mudanca(marcado, agora);
      return novo === marcado.agendamento ? undefined : mudancaDe(novo, agora, marcado.lembretes);
    });
    onMudanca();
    return result;
  };

  return {
    /**
     * Books a time. The same request_id within a day gives the appointment made the first time, also when it could not
     * be booked any more.
     *
     * @throws DomainError HORARIO_OCUPADO  it overlaps another appointment of the teacher or the student
     * @throws DomainError HORARIO_PASSADO, SEM_DISPONIBILIDADE, FORA_DO_HORARIO  it can't be booked at all
     */
    criar: async (novo: NovoAgendamento, requestId: string): Promise<Agendamento> => {
      const pedido = { idProfessor: novo.idProfessor, requestId, conteudo: novo };
      const made = await agenda.criar(pedido, (disponibilidade) => {
        const agora = clock.now();
        return mudancaDe(marcar(novo, newId(), disponibilidade, agora), agora);
      });
      onMudanca();
      return made;
    },

    /** @throws DomainError AGENDAMENTO_NAO_ENCONTRADO, AGENDAMENTO_CANCELADO */
    confirmar: (id: string): Promise<Agendamento> =>
      mudar(id, ({ agendamento }, agora) => confirmar(agendamento, agora)),

    /** @throws DomainError AGENDAMENTO_NAO_ENCONTRADO */
    cancelar: (id: string, motivo: string): Promise<Agendamento> =>
      mudar(id, ({ agendamento }, agora) => cancelar(agendamento, motivo, agora)),

    /** Keeps the old time when the new one can't be had. @throws as `criar`, and as `confirmar` */
    reagendar: (id: string, intervalo: Intervalo): Promise<Agendamento> =>
      mudar(id, ({ agendamento, disponibilidade }, agora) =>
        reagendar(agendamento, intervalo, disponibilidade, agora),
      ),
  };
}
