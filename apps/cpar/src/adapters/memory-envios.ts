import type { Envios } from '../app/ports.js';
import type { Envio } from '../domain/envio.js';

/** What is still to be told, in memory, for tests of what stands on the port. */
export class MemoryEnvios implements Envios {
  /** Given up, by key, with the reason. */
  readonly mortos = new Map<string, { readonly envio: Envio; readonly em: Date; readonly erro: string }>();
  private readonly fila = new Map<string, Envio>();

  /** Keys that are there already stay as they are. */
  enfileirar(envios: readonly Envio[]): void {
    for (const envio of envios) {
      if (!this.fila.has(envio.chave) && !this.mortos.has(envio.chave)) this.fila.set(envio.chave, envio);
    }
  }

  lembretesDe(idAgendamento: string): readonly Envio[] {
    return [...this.fila.values()].filter(
      ({ evento, agendamento }) => evento === 'lembrete' && agendamento.id === idAgendamento,
    );
  }

  trocarLembretes(idAgendamento: string, lembretes: readonly Envio[]): void {
    for (const { chave } of this.lembretesDe(idAgendamento)) this.fila.delete(chave);
    this.enfileirar(lembretes);
  }

  async devidos(agora: Date, limite: number): Promise<readonly Envio[]> {
    return this.primeiros()
      .filter(({ tentarEm }) => tentarEm <= agora)
      .slice(0, limite);
  }

  async proximo(): Promise<Date | undefined> {
    return this.primeiros()[0]?.tentarEm;
  }

  async concluir(envio: Envio): Promise<void> {
    this.fila.delete(envio.chave);
    this.mortos.delete(envio.chave);
    if (envio.evento === 'lembrete') return;
    const all = [...this.fila.values(), ...[...this.mortos.values()].map((morto) => morto.envio)];
    for (const old of all) {
      const change = old.evento !== 'lembrete' && sameLane(old, envio);
      if (!change || old.agendamento.sequencia >= envio.agendamento.sequencia) continue;
      this.fila.delete(old.chave);
      this.mortos.delete(old.chave);
    }
  }

  async adiar(chave: string, tentarEm: Date): Promise<void> {
    const envio = this.fila.get(chave);
    if (envio !== undefined) this.fila.set(chave, { ...envio, tentarEm, tentativas: envio.tentativas + 1 });
  }

  async desistir(chave: string, em: Date, erro: string): Promise<void> {
    const envio = this.fila.get(chave);
    if (envio === undefined) return;
    this.fila.delete(chave);
    this.mortos.set(chave, { envio: { ...envio, tentativas: envio.tentativas + 1 }, em, erro });
  }

  /** The oldest of each person and appointment, by their next attempt. */
  private primeiros(): Envio[] {
    const all = [...this.fila.values()];
    return all
      .filter((one) => !all.some((other) => sameLane(one, other) && order(other, one) < 0))
      .sort((a, b) => a.tentarEm.getTime() - b.tentarEm.getTime() || (a.chave < b.chave ? -1 : 1));
  }
}

const sameLane = (a: Envio, b: Envio): boolean =>
  a.agendamento.id === b.agendamento.id && a.idUsuario === b.idUsuario;

const order = (a: Envio, b: Envio): number =>
  a.devidoEm.getTime() - b.devidoEm.getTime() || a.agendamento.sequencia - b.agendamento.sequencia;
