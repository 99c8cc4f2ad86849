import type { TipoDeEvento } from '../../domain/evento.js';

/** One event as its simulator wrote it down. Times in ms since 1970, with fractions, by the clock of the simulator. */
export interface Envio {
  readonly eventId: string;
  readonly tipo: string;
  readonly instancia: string;
  /** When it should have been sent, by the schedule; the same as `envioMs` where there is none. */
  readonly previstoMs: number;
  readonly envioMs: number;
  /** Undefined when no answer came. */
  readonly respostaMs: number | undefined;
  /** `aceito`, `recusado:MOTIVO` or `erro:CODIGO`. */
  readonly resultado: string;
}

/** What the nodes did with one micro-batch. Times in whole ms since 1970, by the clock of the server. */
export interface Lote {
  readonly duravelMs: number;
  readonly finalizadoMs: number;
  readonly etapas: readonly Etapa[];
}

export interface Etapa {
  readonly no: string;
  readonly inicioMs: number;
  readonly fimMs: number;
}

/** The finalisation record of one event. */
export interface Registro {
  readonly eventId: string;
  readonly tipo: TipoDeEvento;
  readonly estado: 'finalizado' | 'morto';
  readonly recebidoMs: number;
  readonly lote: Lote;
}

/** An event as it was sent and as it ended, all times by the clock of the server. */
export interface Medida {
  readonly envio: Envio;
  readonly registro: Registro;
}

/** From when the event should have been sent until its analysis was final: a sender that falls behind hides nothing. */
export const latenciaMs = ({ envio, registro }: Medida): number =>
  registro.lote.finalizadoMs - envio.previstoMs;

/** A stretch of time, ms since 1970: after `deMs`, up to and with `ateMs`. */
export interface Janela {
  readonly deMs: number;
  readonly ateMs: number;
}

export const dentro = ({ deMs, ateMs }: Janela, ms: number): boolean => ms > deMs && ms <= ateMs;
