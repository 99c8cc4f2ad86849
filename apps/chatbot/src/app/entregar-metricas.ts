import { type BackoffOptions, backoffMs, type Clock } from '@trilha/service-kit/base';
import {
  type EventoDeEntrega,
  type FilaDeMetricas,
  type Insights,
  type MetricaPendente,
  MetricaRecusada,
} from './ports.js';

export interface EntregarMetricasOptions {
  readonly fila: FilaDeMetricas;
  readonly insights: Insights;
  readonly clock: Clock;
  /** 0 up to, and without, 1. */
  readonly random: () => number;
  readonly backoff?: BackoffOptions;
  /** Told when insights stops taking measures and when it takes them again, and of each that it refuses. */
  readonly aoMudar?: (evento: EventoDeEntrega) => void;
}

/** Since the start of the process. */
export interface ContadoresDeEntrega {
  readonly entregues: number;
  readonly recusadas: number;
  readonly falhas: number;
}

/** Reports under way at once. */
const LOTE = 8;
/** Somebody who looks at a dashboard after an outage should not wait for minutes. */
const BACKOFF: BackoffOptions = { baseMs: 500, maxMs: 60_000 };

/**
 * Takes measures from the queue to insights. A failure is one of insights, not of a measure, so that it stops the whole
 * queue for a while, longer each time; those that failed go behind the others. What insights refuses for good is taken
 * off and counted. A process that dies between report and taking off reports again, which insights knows by the id.
 */
export function createEntregarMetricas(options: EntregarMetricasOptions) {
  const { fila, insights, clock, random, backoff = BACKOFF, aoMudar = () => {} } = options;
  const contadores = { entregues: 0, recusadas: 0, falhas: 0 };
  let rodadasComFalha = 0;
  let naoAntesDe = 0;

  const entregar = async (pendente: MetricaPendente, signal: AbortSignal): Promise<boolean> => {
    try {
      await insights.registrar(pendente.metrica, signal);
      contadores.entregues += 1;
    } catch (erro) {
      if (!(erro instanceof MetricaRecusada)) return false;
      contadores.recusadas += 1;
      aoMudar({ evento: 'recusada', idInteracao: pendente.metrica.idInteracao, erro: erro.cause });
    }
    await fila.concluir(pendente);
    return true;
  };

  return {
    /** Reports what waits, a bounded number at once; gives how many were taken off. */
    work: async (signal: AbortSignal): Promise<number> => {
      if (clock.now().getTime() < naoAntesDe) return 0;
      const pendentes = await fila.proximas(LOTE);
      const feitas = await Promise.all(pendentes.map((pendente) => entregar(pendente, signal)));
      if (signal.aborted) return 0;
      const falhas = pendentes.filter((_pendente, i) => !feitas[i]);
      if (falhas.length > 0) {
        contadores.falhas += falhas.length;
        rodadasComFalha += 1;
        naoAntesDe = clock.now().getTime() + backoffMs(rodadasComFalha, random(), 0, backoff);
        await fila.falharam(falhas);
        if (rodadasComFalha === 1) aoMudar({ evento: 'parou', pendentes: await fila.contar() });
      } else if (pendentes.length > 0 && rodadasComFalha > 0) {
        rodadasComFalha = 0;
        aoMudar({ evento: 'voltou' });
      }
      return pendentes.length - falhas.length;
    },

    /** When `work` should run again; undefined when nothing waits. */
    nextDue: async (): Promise<Date | undefined> =>
      (await fila.contar()) === 0 ? undefined : new Date(naoAntesDe),

    contadores: (): ContadoresDeEntrega => ({ ...contadores }),
  };
}
