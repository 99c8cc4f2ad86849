import { dentro, type Janela } from './medida.js';

export interface Estada {
  readonly chegouMs: number;
  readonly saiuMs: number;
}

export interface LeiDeLittle {
  /** Mean number of events in the system, from the area under their count over the window. */
  readonly presentes: number;
  /** Arrivals in the window, a second. */
  readonly chegadasPorSegundo: number;
  /** Mean stay of those that arrived in the window. */
  readonly estadaMediaMs: number;
  /** λ·W: what the law says `presentes` must be. */
  readonly previstos: number;
  /** (previstos − presentes) / presentes. Far from 0: the load was not steady, or events are missing. */
  readonly desvio: number;
}

/**
 * Holds L = λ·W (J. D. C. Little, 1961) against a window of measurements. L is integrated over time, λ and W are counted
 * over events, so the two sides agree only when the system was steady and every event is accounted for.
 *
 * @returns undefined when nothing arrived in the window
 */
export function conferirLittle(estadas: Iterable<Estada>, janela: Janela): LeiDeLittle | undefined {
  const duracaoMs = janela.ateMs - janela.deMs;
  let [chegadas, estadaMs, areaMs] = [0, 0, 0];
  for (const { chegouMs, saiuMs } of estadas) {
    areaMs += Math.max(0, Math.min(saiuMs, janela.ateMs) - Math.max(chegouMs, janela.deMs));
    if (!dentro(janela, chegouMs)) continue;
    chegadas += 1;
    estadaMs += saiuMs - chegouMs;
  }
  if (chegadas === 0 || duracaoMs <= 0) return undefined;
  const presentes = areaMs / duracaoMs;
  const previstos = estadaMs / duracaoMs;
  return {
    presentes,
    previstos,
    chegadasPorSegundo: (chegadas / duracaoMs) * 1_000,
    estadaMediaMs: estadaMs / chegadas,
    desvio: presentes === 0 ? 0 : (previstos - presentes) / presentes,
  };
}
