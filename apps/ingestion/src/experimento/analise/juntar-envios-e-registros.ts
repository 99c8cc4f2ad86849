import { acertarRelogios, type RelogioDoEmissor } from './acertar-relogios.js';
import { type Correlacao, correlacionar } from './correlacionar.js';
import type { Envio, Registro } from './medida.js';

export interface EnviosERegistros {
  readonly envios: readonly Envio[];
  readonly registros: readonly Registro[];
  /** Whether senders and server have the same clock. */
  readonly mesmoRelogio: boolean;
  /** Whether nobody else sent to this server. */
  readonly exclusivo: boolean;
}

export interface Correlacionados {
  readonly correlacao: Correlacao;
  readonly relogios: readonly RelogioDoEmissor[];
  readonly semDiferenca: readonly string[];
}

/** Brings all times to one clock and joins what was sent with what became of it. */
export function juntarEnviosERegistros(juntar: EnviosERegistros): Correlacionados {
  const porId = new Map(juntar.registros.map((registro) => [registro.eventId, registro]));
  const { envios, relogios, semDiferenca } = acertarRelogios(juntar.envios, porId, !juntar.mesmoRelogio);
  return { correlacao: correlacionar({ ...juntar, envios }), relogios, semDiferenca };
}
