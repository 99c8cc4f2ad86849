import type { AvisoPendente, Avisos } from '../app/ports.js';
import { compare, type MemoryState } from './memory-state.js';

export class MemoryAvisos implements Avisos {
  constructor(private readonly state: MemoryState) {}

  async pendentes(agora: Date, limite: number): Promise<readonly AvisoPendente[]> {
    return [...this.state.avisos.values()]
      .flatMap(({ pendente, proximaEm }) =>
        proximaEm && proximaEm <= agora ? [{ pendente, proximaEm }] : [],
      )
      .sort(
        (a, b) =>
          a.proximaEm.getTime() - b.proximaEm.getTime() || compare(a.pendente.aviso.id, b.pendente.aviso.id),
      )
      .slice(0, limite)
      .map(({ pendente }) => pendente);
  }

  async entregue(id: string): Promise<void> {
    this.state.avisos.delete(id);
  }

  async adiar(id: string, proximaTentativa: Date): Promise<void> {
    this.failed(id, proximaTentativa);
  }

  async desistir(id: string): Promise<void> {
    this.failed(id, undefined);
  }

  private failed(id: string, proximaEm: Date | undefined): void {
    const kept = this.state.avisos.get(id);
    if (kept === undefined) return;
    const pendente = { ...kept.pendente, tentativas: kept.pendente.tentativas + 1 };
    this.state.avisos.set(id, { pendente, proximaEm });
  }
}
