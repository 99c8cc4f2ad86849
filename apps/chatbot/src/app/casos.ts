import type { Clock, NewId } from '@trilha/service-kit/base';
import type { MotivoOffline } from '../domain/interacao.js';
import { createHistorico } from './historico.js';
import type { FilaDeMetricas, Insights, Interacoes, Seletor, Tutor } from './ports.js';
import { createRegistrarMetricas } from './registrar-metricas.js';
import { createResolverDuvida } from './resolver-duvida.js';
import { createResponderComReserva } from './responder-com-reserva.js';

export interface CasosOptions {
  /** Undefined when no key is configured. */
  readonly gemini: Tutor | undefined;
  readonly offline: Tutor & Seletor;
  readonly interacoes: Interacoes;
  readonly fila: FilaDeMetricas;
  readonly insights: Insights;
  readonly clock: Clock;
  /** Milliseconds of a clock that is never set. */
  readonly cronometro: () => number;
  readonly newId: NewId;
  /** Told when measures were queued. */
  readonly aoGuardar?: () => void;
  /** Told why the language model did not answer. */
  readonly aoRecuar?: (motivo: MotivoOffline) => void;
}

/** Everything a caller can ask of chatbot. */
export function createCasos({ aoGuardar = () => {}, ...options }: CasosOptions) {
  const tutores = createResponderComReserva({ ...options, seletor: options.offline });
  return {
    ...createResolverDuvida({ ...options, aoGuardar, tutores }),
    ...createHistorico({ ...options, aoGuardar }),
    registrarMetricas: createRegistrarMetricas(options),
  };
}

export type Casos = ReturnType<typeof createCasos>;
