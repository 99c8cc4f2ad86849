import type { Incremental } from '@trilha/pipeline';

/** A version of the model, kept to go back to. */
export interface Versao {
  readonly versao: number;
  /** Labels it had learned from. */
  readonly rotulos: number;
  readonly offset: number;
  readonly modelo: Uint8Array;
}

interface Cabeca {
  readonly emUso: number;
  readonly proxima: number;
  readonly rotulos: number;
  readonly versoes: readonly (Omit<Versao, 'modelo'> & { readonly bytes: number })[];
}

/** The versions of the model, the oldest forgotten first, and the one in use. */
export class Versoes implements Incremental {
  private todas: Versao[] = [];
  private novas: Versao[] = [];
  /** The version that what is learned now grows from. */
  emUso = 0;
  /** Labels learned from since the beginning. */
  rotulos = 0;
  private proxima = 1;

  /** @param guardadas versions kept, 20 */
  constructor(private readonly guardadas = 20) {}

  get lista(): readonly Versao[] {
    return this.todas;
  }

  achar(versao: number): Versao | undefined {
    return this.todas.find((uma) => uma.versao === versao);
  }

  /** Keeps a new version and takes it into use. */
  guardar(offset: number, modelo: Uint8Array): void {
    const nova = { versao: this.proxima, rotulos: this.rotulos, offset, modelo };
    this.proxima += 1;
    this.emUso = nova.versao;
    this.todas.push(nova);
    this.novas.push(nova);
    if (this.todas.length > this.guardadas) this.todas.shift();
  }

  save(): Uint8Array {
    this.novas = [];
    return this.escrever(this.todas);
  }

  saveChanges(): Uint8Array {
    const bytes = this.escrever(this.novas);
    this.novas = [];
    return bytes;
  }

  load(bytes: Uint8Array): void {
    this.todas = [];
    this.loadChanges(bytes);
  }

  loadChanges(bytes: Uint8Array): void {
    const copia = Buffer.from(bytes);
    const tamanho = copia.readUInt32LE(0);
    const { emUso, proxima, rotulos, versoes } = JSON.parse(copia.toString('utf8', 4, 4 + tamanho)) as Cabeca;
    let posicao = 4 + tamanho;
    for (const { bytes: quantos, ...versao } of versoes) {
      this.todas.push({ ...versao, modelo: copia.subarray(posicao, posicao + quantos) });
      posicao += quantos;
    }
    while (this.todas.length > this.guardadas) this.todas.shift();
    Object.assign(this, { emUso, proxima, rotulos });
    this.novas = [];
  }

  private escrever(versoes: readonly Versao[]): Uint8Array {
    const { emUso, proxima, rotulos } = this;
    const cabeca: Cabeca = {
      emUso,
      proxima,
      rotulos,
      versoes: versoes.map(({ modelo, ...versao }) => ({ ...versao, bytes: modelo.length })),
    };
    const texto = Buffer.from(JSON.stringify(cabeca));
    const tamanho = Buffer.alloc(4);
    tamanho.writeUInt32LE(texto.length);
    return Buffer.concat([tamanho, texto, ...versoes.map(({ modelo }) => modelo)]);
  }
}
