import type { Analisado, Analise, Diario, Entrado, LoteAnalisado } from './ports.js';

export interface ExportarDeps {
  readonly diario: Diario;
  readonly analise: Analise;
}

/** Events of one micro-batch with its times; those of an event that was given up on, or made good later, are its own. */
export interface LinhaDoTempo extends Pick<Analisado, 'estado' | 'duravelMs' | 'finalizadoMs' | 'etapas'> {
  readonly eventos: readonly Entrado[];
}

export interface Pagina {
  readonly linhas: readonly LinhaDoTempo[];
  /** Where the next page begins. */
  readonly proximo: number;
}

/** Records of one page: little enough to wait for, and to hold. */
const POR_PAGINA = 1_000;

/** Tells the times of all events, page by page, only as fast as they are taken. */
export function createExportar({ diario, analise }: ExportarDeps) {
  const linhasDe = async (lote: LoteAnalisado, entrados: readonly Entrado[]): Promise<LinhaDoTempo[]> => {
    const mortos = new Set(lote.mortos);
    const { duravelMs, finalizadoMs, etapas } = lote;
    const vivos = entrados.filter(({ offset }) => !mortos.has(offset));
    const linhas: LinhaDoTempo[] = [
      { estado: 'finalizado', duravelMs, finalizadoMs, etapas, eventos: vivos },
    ];
    for (const entrado of entrados) {
      if (!mortos.has(entrado.offset)) continue;
      linhas.push({ ...(await analise.evento(entrado.offset)), eventos: [entrado] });
    }
    return linhas.filter(({ eventos }) => eventos.length > 0);
  };

  return {
    /** From an offset on, up to the last event that is finalised or dead when it gets there. */
    exportar: async function* (desde: number): AsyncGenerator<Pagina> {
      for (let offset = desde; ; ) {
        const lotes = await analise.lotes(offset, POR_PAGINA);
        const ultimo = lotes.at(-1);
        if (ultimo === undefined) return;
        const proximo = ultimo.primeiro + ultimo.quantos;
        const entrados = await diario.entrados(offset, proximo - offset);
        const linhas: LinhaDoTempo[] = [];
        for (const lote of lotes) {
          const fim = lote.primeiro + lote.quantos;
          const deste = entrados.filter((um) => um.offset >= lote.primeiro && um.offset < fim);
          linhas.push(...(await linhasDe(lote, deste)));
        }
        offset = proximo;
        yield { linhas, proximo };
      }
    },
  };
}
