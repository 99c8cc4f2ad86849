import type { ContarOptions, Metricas } from '../app/ports.js';
import type { Contagem, Filtro, Metrica, Qualidade } from '../domain/metrica.js';

/** The measures in memory, for tests of what stands on the port. */
export class MemoryMetricas implements Metricas {
  private readonly kept = new Map<string, Metrica>();

  async registrar(metricas: readonly Metrica[]): Promise<number> {
    const before = this.kept.size;
    for (const metrica of metricas) {
      if (!this.kept.has(metrica.idInteracao)) this.kept.set(metrica.idInteracao, metrica);
    }
    return this.kept.size - before;
  }

  async buscar(idInteracao: string): Promise<Metrica | undefined> {
    return this.kept.get(idInteracao);
  }

  async avaliar(idInteracao: string, nota: number): Promise<Metrica | undefined> {
    const known = this.kept.get(idInteracao);
    if (known !== undefined) this.kept.set(idInteracao, { ...known, nota });
    return this.kept.get(idInteracao);
  }

  async contar(filtro: Filtro, { porAula, limite, apos }: ContarOptions): Promise<readonly Contagem[]> {
    const counts = new Map<string, Contagem>();
    for (const { idCurso, idAula } of this.where(filtro)) {
      const key = JSON.stringify(porAula ? [idCurso, idAula] : [idCurso]);
      const perguntas = (counts.get(key)?.perguntas ?? 0) + 1;
      counts.set(key, { idCurso, idAula: porAula ? idAula : '', perguntas });
    }
    return [...counts.values()]
      .sort(mostAskedFirst)
      .filter((linha) => apos === undefined || mostAskedFirst(linha, apos) > 0)
      .slice(0, limite);
  }

  async total(filtro: Filtro): Promise<number> {
    return this.where(filtro).length;
  }

  async qualidade(filtro: Filtro): Promise<Qualidade> {
    const all = this.where(filtro);
    const latencies = all.map(({ latenciaMs }) => latenciaMs).sort((a, b) => a - b);
    const notas = all.flatMap(({ nota }) => (nota === undefined ? [] : [nota]));
    return {
      respostas: all.length,
      latenciaP50Ms: latencies[Math.ceil(all.length * 0.5) - 1],
      latenciaP95Ms: latencies[Math.ceil(all.length * 0.95) - 1],
      avaliadas: notas.length,
      notaMedia: mean(notas),
      satisfacao: mean(notas.map((nota) => (nota >= 4 ? 1 : 0))),
      parcelaOffline: mean(all.map(({ offline }) => Number(offline))),
      parcelaEncontrou: mean(all.map(({ encontrou }) => Number(encontrou))),
    };
  }

  async *percorrer(filtro: Filtro): AsyncIterable<Metrica> {
    yield* this.where(filtro).sort(
      (a, b) => a.ocorridaEm.getTime() - b.ocorridaEm.getTime() || (a.idInteracao < b.idInteracao ? -1 : 1),
    );
  }

  private where({ de, ate, idCurso, idAula }: Filtro): Metrica[] {
    return [...this.kept.values()].filter(
      (metrica) =>
        (de === undefined || metrica.ocorridaEm >= de) &&
        (ate === undefined || metrica.ocorridaEm < ate) &&
        (idCurso === undefined || metrica.idCurso === idCurso) &&
        (idAula === undefined || metrica.idAula === idAula),
    );
  }
}

const mostAskedFirst = (a: Contagem, b: Contagem): number =>
  b.perguntas - a.perguntas || compare(a.idCurso, b.idCurso) || compare(a.idAula, b.idAula);

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
