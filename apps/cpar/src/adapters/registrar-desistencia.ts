import type { Logger } from '@trilha/service-kit';
import type { Envio } from '../domain/envio.js';

/** One line in the log for each message that is given up: whom it was for stays in the database. */
export const registrarDesistencia =
  (log: Pick<Logger, 'error'>) =>
  ({ evento, agendamento, tentativas }: Envio, erro: string): void =>
    log.error(
      {
        event: 'notice_given_up',
        id_agendamento: agendamento.id,
        notice: evento,
        attempts: tentativas + 1,
        reason: erro,
      },
      'gave up telling a person of an appointment',
    );
