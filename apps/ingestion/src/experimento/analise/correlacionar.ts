import type { Envio, Medida, Registro } from './medida.js';

/** What does not add up between the send logs and the finalisation records. */
export interface Falta {
  readonly eventId: string;
  readonly problema: string;
}

export interface Correlacao {
  /** Events that were sent, acknowledged and ended, each once, in the order in which they were sent. */
  readonly medidas: readonly Medida[];
  readonly recusados: number;
  /** Without a sure answer: whether they were stored is for the server to say, and both are right. */
  readonly incertosGuardados: number;
  readonly incertosPerdidos: number;
  readonly mortos: number;
  /** Stored, but in no send log. Of a server that others send to as well. */
  readonly alheios: number;
  /** The first ones. */
  readonly faltas: readonly Falta[];
  readonly quantasFaltas: number;
}

export interface CorrelacionarOptions {
  readonly envios: Iterable<Envio>;
  readonly registros: Iterable<Registro>;
  /** Whether nobody else sent to this server: then a record without a send log is a fault. */
  readonly exclusivo: boolean;
}

const MAIS_FALTAS = 20;

/**
 * Joins send logs with finalisation records by event id. Every acknowledged event must have ended exactly once, and every
 * event that ended must have been sent exactly once.
 */
export function correlacionar({ envios, registros, exclusivo }: CorrelacionarOptions): Correlacao {
  const faltas: Falta[] = [];
  let quantasFaltas = 0;
  const faltar = (eventId: string, problema: string): void => {
    quantasFaltas += 1;
    if (faltas.length < MAIS_FALTAS) faltas.push({ eventId, problema });
  };
  const porId = new Map<string, Registro>();
  for (const registro of registros) {
    if (porId.has(registro.eventId)) faltar(registro.eventId, 'finalizado em dobro');
    else porId.set(registro.eventId, registro);
  }
  const enviados = new Set<string>();
  const medidas: Medida[] = [];
  let [recusados, incertosGuardados, incertosPerdidos, mortos] = [0, 0, 0, 0];
  for (const envio of envios) {
    const { eventId, resultado } = envio;
    if (enviados.has(eventId)) {
      faltar(eventId, 'em dobro nos logs de envio');
      continue;
    }
    enviados.add(eventId);
    const registro = porId.get(eventId);
    if (resultado === 'aceito') {
      if (registro === undefined) faltar(eventId, 'aceito, mas nunca finalizado');
      else {
        medidas.push({ envio, registro });
        if (registro.estado === 'morto') mortos += 1;
      }
    } else if (resultado.startsWith('recusado')) {
      recusados += 1;
      if (registro !== undefined) faltar(eventId, 'recusado, mas guardado');
    } else if (registro === undefined) incertosPerdidos += 1;
    else incertosGuardados += 1;
  }
  let alheios = 0;
  for (const eventId of porId.keys()) {
    if (enviados.has(eventId)) continue;
    alheios += 1;
    if (exclusivo) faltar(eventId, 'guardado, mas em nenhum log de envio');
  }
  medidas.sort((a, b) => a.envio.envioMs - b.envio.envioMs);
  return { medidas, recusados, incertosGuardados, incertosPerdidos, mortos, alheios, faltas, quantasFaltas };
}
