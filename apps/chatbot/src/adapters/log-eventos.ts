import type { Logger } from '@trilha/service-kit';
import type { EventoDeEntrega } from '../app/ports.js';
import type { MotivoOffline } from '../domain/interacao.js';

/** A full queue drops with every answer; a line for each would bury the others. */
const DROPS_PER_LINE = 100;

/** What an operator should know, as log lines. None holds a text of a question or an answer. */
export const logEventos = (log: Pick<Logger, 'info' | 'warn' | 'error'>) => ({
  aoRecuar: (motivo: MotivoOffline): void =>
    log.warn({ event: 'tutor_fell_back', reason: motivo }, 'the language model did not answer'),

  aoDescartar: (total: number): void => {
    if (total % DROPS_PER_LINE !== 1) return;
    log.warn({ event: 'metrics_dropped', total }, 'the queue of measures is full');
  },

  aoMudar: (mudanca: EventoDeEntrega): void => {
    if (mudanca.evento === 'parou') {
      log.warn({ event: 'metrics_waiting', pending: mudanca.pendentes }, 'insights does not take measures');
    } else if (mudanca.evento === 'voltou') {
      log.info({ event: 'metrics_delivered' }, 'insights takes measures again');
    } else {
      const { idInteracao, erro } = mudanca;
      log.error({ event: 'metrics_refused', id: idInteracao, err: erro }, 'insights refused a measure');
    }
  },
});
