import ical, { ICalAlarmType, ICalAttendeeRole, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { EscreverConvite } from '../app/ports.js';
import type { Situacao } from '../domain/agendamento.js';

const STATUS: Record<Situacao, ICalEventStatus> = {
  pendente: ICalEventStatus.TENTATIVE,
  confirmado: ICalEventStatus.CONFIRMED,
  cancelado: ICalEventStatus.CANCELLED,
};

/**
 * The invitation as iCalendar (RFC 5545). Times are in UTC, which every calendar shows on the clock of its reader. The
 * stamp is that of the last change, so that the same state always gives the same text.
 */
export const escreverConvite: EscreverConvite = (agendamento) => {
  const { id, situacao, idProfessor, idAluno } = agendamento;
  const method = situacao === 'cancelado' ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = ical({ prodId: '//Trilha//CPAR//PT-BR', method });
  const event = calendar.createEvent({
    id: `${id}@trilha`,
    sequence: agendamento.sequencia,
    stamp: agendamento.atualizadoEm,
    created: agendamento.criadoEm,
    lastModified: agendamento.atualizadoEm,
    start: agendamento.inicio,
    end: agendamento.fim,
    summary: agendamento.assunto || 'Agendamento',
    location: agendamento.local || null,
    status: STATUS[situacao],
    // Addresses stay with the mail service: an invitation names people by their id only.
    organizer: { name: idProfessor, email: enderecoDe(idProfessor) },
    attendees: [{ name: idAluno, email: enderecoDe(idAluno), rsvp: true, role: ICalAttendeeRole.REQ }],
  });
  if (situacao !== 'cancelado') {
    for (const ms of agendamento.lembretesMs) {
      event.createAlarm({
        type: ICalAlarmType.display,
        trigger: Math.round(ms / 1000),
        description: 'Lembrete',
      });
    }
  }
  return calendar.toString();
};

/** A name below .invalid (RFC 2606) can never be a real address. */
const enderecoDe = (idUsuario: string): string =>
  `${idUsuario.replace(/[^A-Za-z0-9.-]/g, '-')}@usuarios.trilha.invalid`;
