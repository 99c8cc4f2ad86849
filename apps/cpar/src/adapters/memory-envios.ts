import type { Envios } from '../app/ports.js';
import type { Envio } from '../domain/envio.js';

/** What is still to be told, in memory, for tests of what stands on the port. */
export class MemoryEnvios implements Envios {
  private readonly fila = new Map<string, Envio>();

  /** Keys that wait already stay as they are. */
  enfileirar(envios: readonly Envio[]): void {
    for (const envio of envios) if (!this.fila.has(envio.chave)) this.fila.set(envio.chave, envio);
  }

  trocarLembretes(idAgendamento: string, lembretes: readonly Envio[]): void {
    for (const { chave, evento, agendamento } of [...this.fila.values()]) {
      if (evento === 'lembrete' && agendamento.id === idAgendamento) this.fila.delete(chave);
    }
    this.enfileirar(lembretes);
  }

  async devidos(agora: Date, limite: number): Promise<readonly Envio[]> {
    return this.porHora()
      .filter(({ devidoEm }) => devidoEm <= agora)
      .slice(0, limite);
  }

  async proximo(): Promise<Date | undefined> {
    return this.porHora()[0]?.devidoEm;
  }

  async concluir(chave: string): Promise<void> {
    this.fila.delete(chave);
  }

  async adiar(chave: string, ate: Date): Promise<void> {
    const envio = this.fila.get(chave);
    if (envio !== undefined)
      this.fila.set(chave, { ...envio, devidoEm: ate, tentativas: envio.tentativas + 1 });
  }

  private porHora(): Envio[] {
    return [...this.fila.values()].sort(
      (a, b) => a.devidoEm.getTime() - b.devidoEm.getTime() || (a.chave < b.chave ? -1 : 1),
    );
  }
}
