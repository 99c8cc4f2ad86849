import { rmSync, truncateSync } from 'node:fs';

/** Where a process ends: the n-th time that it comes to a boundary of this name. */
export interface Ponto {
  readonly fronteira: string;
  readonly vez: number;
  /** Whether what was not synced is lost, as when the power fails; otherwise only the process ends. */
  readonly semEnergia: boolean;
}

interface Arquivo {
  tamanho: number;
  /** Bytes of it that are on stable storage. */
  estavel: number;
}

/**
 * Counts the boundaries that a process passes, and ends it at the one it was told: by SIGKILL to itself, so that nothing
 * of it runs any more. When the power fails too, files are first cut to what was synced, and new ones taken away whose
 * names were not.
 */
export class Pontos {
  readonly passados = new Map<string, number>();
  private readonly arquivos = new Map<string, Arquivo>();
  private readonly nomesNovos = new Set<string>();

  constructor(private readonly ponto: Ponto | undefined) {}

  /** Whether the process would end at the next passage of this boundary. */
  eAgora(fronteira: string): boolean {
    const vez = (this.passados.get(fronteira) ?? 0) + 1;
    return this.ponto?.fronteira === fronteira && this.ponto.vez === vez;
  }

  passar(fronteira: string): void {
    const fim = this.eAgora(fronteira);
    this.passados.set(fronteira, (this.passados.get(fronteira) ?? 0) + 1);
    if (!fim) return;
    if (this.ponto?.semEnergia === true) this.perderOQueNaoEstavel();
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment; nothing may happen in it.
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  }

  aberto(caminho: string, tamanho: number, novo: boolean): void {
    if (novo) this.nomesNovos.add(caminho);
    if (!this.arquivos.has(caminho)) this.arquivos.set(caminho, { tamanho, estavel: novo ? 0 : tamanho });
  }

  cresceu(caminho: string, bytes: number): void {
    const arquivo = this.arquivos.get(caminho);
    if (arquivo !== undefined) arquivo.tamanho += bytes;
  }

  cortado(caminho: string, tamanho: number): void {
    const arquivo = this.arquivos.get(caminho);
    if (arquivo === undefined) return;
    arquivo.tamanho = tamanho;
    arquivo.estavel = Math.min(arquivo.estavel, tamanho);
  }

  tamanhoDe(caminho: string): number {
    return this.arquivos.get(caminho)?.tamanho ?? 0;
  }

  sincronizado(caminho: string, tamanho: number): void {
    const arquivo = this.arquivos.get(caminho);
    if (arquivo !== undefined)
      arquivo.estavel = Math.max(arquivo.estavel, Math.min(tamanho, arquivo.tamanho));
  }

  renomeado(de: string, para: string): void {
    const arquivo = this.arquivos.get(de);
    const haviaOutro = this.arquivos.has(para);
    this.removido(de);
    if (arquivo !== undefined) this.arquivos.set(para, arquivo);
    // One that took the place of another is left as it is: the other is gone.
    if (!haviaOutro) this.nomesNovos.add(para);
  }

  removido(caminho: string): void {
    this.arquivos.delete(caminho);
    this.nomesNovos.delete(caminho);
  }

  nomesSincronizados(pasta: string): void {
    for (const nome of this.nomesNovos) if (nome.startsWith(`${pasta}/`)) this.nomesNovos.delete(nome);
  }

  private perderOQueNaoEstavel(): void {
    for (const [caminho, { tamanho, estavel }] of this.arquivos) {
      if (this.nomesNovos.has(caminho)) rmSync(caminho, { force: true });
      else if (estavel < tamanho) truncateSync(caminho, estavel);
    }
  }
}
