import type { Envio } from './medida.js';
import type { Carga } from './sumario.js';

/** Sends that belong to one run. */
export interface RodadaAchada {
  readonly carga: Carga;
  readonly envios: readonly Envio[];
}

/**
 * Tells runs apart in logs that were put together: instances that sent at the same time are one run, and where nobody
 * sent another begins. Times must be by one clock.
 */
export function separarRodadas(envios: readonly Envio[]): readonly RodadaAchada[] {
  const porInstancia = new Map<string, Envio[]>();
  for (const envio of envios) {
    const dela = porInstancia.get(envio.instancia);
    if (dela === undefined) porInstancia.set(envio.instancia, [envio]);
    else dela.push(envio);
  }
  const trechos = [...porInstancia.values()]
    .map((dela) => {
      const [deMs, ateMs] = trechoDe(dela);
      return { dela, deMs, ateMs };
    })
    .sort((a, b) => a.deMs - b.deMs);
  const grupos: { ateMs: number; delas: Envio[][] }[] = [];
  for (const { dela, deMs, ateMs } of trechos) {
    const ultimo = grupos.at(-1);
    if (ultimo === undefined || deMs > ultimo.ateMs) grupos.push({ ateMs, delas: [dela] });
    else {
      ultimo.ateMs = Math.max(ultimo.ateMs, ateMs);
      ultimo.delas.push(dela);
    }
  }
  return grupos.map(({ delas }) => ({ carga: cargaDe(delas.flat(), delas.length), envios: delas.flat() }));
}

/** Without the clients and scores before the first transaction: those of one run may be sent while another goes on. */
function trechoDe(envios: readonly Envio[]): readonly [deMs: number, ateMs: number] {
  const primeira = envios.find(({ tipo }) => tipo === 'transacao') ?? envios[0];
  const deMs = primeira?.envioMs ?? 0;
  return [deMs, envios.reduce((maior, { envioMs }) => Math.max(maior, envioMs), deMs)];
}

/** In a closed loop an event is due when it is sent; in an open one its time is drawn before. */
function cargaDe(envios: readonly Envio[], instancias: number): Carga {
  const agendados = envios.filter(({ previstoMs, envioMs }) => previstoMs !== envioMs);
  if (agendados.length === 0) return { tipo: 'fechada', instancias };
  const tempos = agendados.map(({ previstoMs }) => previstoMs);
  const deMs = tempos.reduce((menor, um) => Math.min(menor, um));
  const ateMs = tempos.reduce((maior, um) => Math.max(maior, um));
  const porSegundo = Number(((agendados.length / Math.max(1, ateMs - deMs)) * 1_000).toPrecision(2));
  return { tipo: 'aberta', instancias, porSegundo };
}
