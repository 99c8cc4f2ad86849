import type { Midias } from '../app/ports.js';
import type { Midia } from '../domain/midia.js';

/** What is known of each file, in memory, for tests of what stands on the port. */
export class MemoryMidias implements Midias {
  private readonly kept = new Map<string, Midia>();

  async buscar(id: string): Promise<Midia | undefined> {
    return this.kept.get(id);
  }

  async buscarPorNome(idCurso: string, nome: string): Promise<Midia | undefined> {
    return [...this.kept.values()].find((midia) => midia.idCurso === idCurso && midia.nome === nome);
  }

  async inserir(midia: Midia): Promise<Midia> {
    const there = await this.buscarPorNome(midia.idCurso, midia.nome);
    if (there === undefined) this.kept.set(midia.id, midia);
    return there ?? midia;
  }

  async excluir(id: string): Promise<{ midia: Midia; outras: number } | undefined> {
    const midia = this.kept.get(id);
    if (midia === undefined) return undefined;
    this.kept.delete(id);
    return { midia, outras: [...this.kept.values()].filter(({ sha256 }) => sha256 === midia.sha256).length };
  }

  async listar({
    idCurso,
    idAula,
    apos,
    limite,
  }: Parameters<Midias['listar']>[0]): Promise<readonly Midia[]> {
    return [...this.kept.values()]
      .filter((midia) => midia.idCurso === idCurso && (idAula === undefined || midia.idAula === idAula))
      .filter(({ nome }) => apos === undefined || nome > apos)
      .sort((a, b) => (a.nome < b.nome ? -1 : 1))
      .slice(0, limite);
  }

  async temBytes(sha256: string): Promise<boolean> {
    return [...this.kept.values()].some((midia) => midia.sha256 === sha256);
  }
}
