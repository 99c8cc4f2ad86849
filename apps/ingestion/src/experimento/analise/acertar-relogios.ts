import type { Envio, Registro } from './medida.js';
import { compararRelogios, type DiferencaDeRelogio } from './relogios.js';

/** The clock of one process that sent. */
export interface RelogioDoEmissor extends DiferencaDeRelogio {
  readonly instancia: string;
}

export interface Acertados {
  readonly envios: readonly Envio[];
  readonly relogios: readonly RelogioDoEmissor[];
  /** Instances whose round trips no single difference fits. */
  readonly semDiferenca: readonly string[];
}

/**
 * Estimates for every instance by how much the clock of the server is ahead of its own, and gives its times by the clock
 * of the server.
 *
 * @param corrigir false where both have the same clock: then the difference is only told
 */
export function acertarRelogios(
  envios: readonly Envio[],
  registros: ReadonlyMap<string, Registro>,
  corrigir: boolean,
): Acertados {
  const porInstancia = new Map<string, Envio[]>();
  for (const envio of envios) {
    const dela = porInstancia.get(envio.instancia);
    if (dela === undefined) porInstancia.set(envio.instancia, [envio]);
    else dela.push(envio);
  }
  const relogios: RelogioDoEmissor[] = [];
  const semDiferenca: string[] = [];
  const acertados: (readonly Envio[])[] = [];
  for (const [instancia, dela] of porInstancia) {
    const diferenca = compararRelogios(idasDe(dela, registros));
    if (diferenca === undefined) semDiferenca.push(instancia);
    else relogios.push({ instancia, ...diferenca });
    const somarMs = corrigir ? (diferenca?.diferencaMs ?? 0) : 0;
    acertados.push(somarMs === 0 ? dela : dela.map((envio) => adiantar(envio, somarMs)));
  }
  return { envios: acertados.flat(), relogios, semDiferenca };
}

function* idasDe(envios: readonly Envio[], registros: ReadonlyMap<string, Registro>) {
  for (const { eventId, envioMs, respostaMs, resultado } of envios) {
    const registro = registros.get(eventId);
    if (resultado !== 'aceito' || registro === undefined || respostaMs === undefined) continue;
    yield { envioMs, respostaMs, recebidoMs: registro.recebidoMs, duravelMs: registro.lote.duravelMs };
  }
}

const adiantar = (envio: Envio, ms: number): Envio => ({
  ...envio,
  previstoMs: envio.previstoMs + ms,
  envioMs: envio.envioMs + ms,
  respostaMs: envio.respostaMs === undefined ? undefined : envio.respostaMs + ms,
});
