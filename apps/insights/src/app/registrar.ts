import { metricaNaoEncontrada } from '../domain/errors.js';
import type { Metrica } from '../domain/metrica.js';
import type { Metricas } from './ports.js';

/** Keeping measures: idempotent by interaction id, so reporters may retry as often as they like. */
export const createRegistrar = ({ metricas }: { readonly metricas: Metricas }) => ({
  /** @returns how many of them were new */
  registrar: (novas: readonly Metrica[]): Promise<number> => metricas.registrar(novas),

  /** @throws DomainError METRICA_NAO_ENCONTRADA */
  avaliar: async (idInteracao: string, nota: number): Promise<Metrica> => {
    const avaliada = await metricas.avaliar(idInteracao, nota);
    if (avaliada === undefined) throw metricaNaoEncontrada(idInteracao);
    return avaliada;
  },
});
