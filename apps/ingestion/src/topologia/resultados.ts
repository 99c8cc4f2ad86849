import type { Storage, StoredFile } from '@trilha/pipeline';
import { DIMENSAO } from '../domain/caracteristicas.js';
import { CATEGORIAS, type Categoria } from '../domain/evento.js';
import type { Aprendido } from './aprender.js';
import type { Classificada, TransacaoNormalizada } from './mensagens.js';
import type { Prevista } from './prever.js';
import type { Antigas, Dita, Recentes } from './recentes.js';

/**
 * One row an event, at its offset: outcome, category, signs, rules, three reasons; probability; version and merchant;
 * amount in the base currency; the features as float32.
 */
const LINHA = 32 + DIMENSAO * 4;
const NENHUMA = 255;
const SINAL = { inferida: 1, suspeita: 2, comRotulo: 4, rotulo: 8, aprendido: 16 } as const;
/** What the first byte says. 0 is a row that nobody wrote: its event is dead. */
export const FEITO = { transacao: 1, rotulo: 2, outro: 3 } as const;

/** What the analysis found of one event. */
export type Resultado =
  | {
      readonly tipo: 'transacao';
      readonly categoria: Categoria;
      readonly inferida: boolean;
      readonly regras: number;
      /** Positions of features. */
      readonly razoes: readonly number[];
      readonly probabilidade: number;
      readonly suspeita: boolean;
      readonly versao: number;
      readonly valorBase: number;
      readonly rotulo: boolean | undefined;
    }
  | { readonly tipo: 'rotulo'; readonly aprendido: boolean; readonly suspeita: boolean }
  | { readonly tipo: 'outro' };

/**
 * The result of every event in a file of equal rows, so that the offset tells where it is. Rows are written in memory
 * and kept by {@link gravar}, before the checkpoint that passes their events; those beyond a checkpoint are cut off when
 * the file is opened again and written anew.
 */
export class Resultados implements Antigas {
  /** Rows not given to the file yet, from `inicio` on. */
  private pagina = Buffer.alloc(4096 * LINHA);
  private numeros = numerosDe(this.pagina);
  private naPagina = 0;
  /** Rows on their way into the file. */
  private emVoo: { readonly inicio: number; readonly bytes: Buffer } | undefined;

  private inicio = 0;

  private constructor(private readonly arquivo: StoredFile) {}

  static async abrir(storage: Storage): Promise<Resultados> {
    const arquivo = await storage.open('resultados');
    await storage.syncFolder();
    return new Resultados(arquivo);
  }

  /**
   * Cuts off the rows that no checkpoint has passed; to be called before anything is written.
   *
   * @param offset where the last checkpoint stands
   * @throws Error when there are fewer rows than that
   */
  async voltarA(offset: number): Promise<void> {
    if (this.arquivo.size < offset * LINHA) {
      throw new Error(
        `resultados: ${this.arquivo.size} bytes, but the checkpoint has passed ${offset} events`,
      );
    }
    await this.arquivo.truncate(offset * LINHA);
    this.inicio = offset;
  }

  transacao(
    offset: number,
    { valorBase, suspeita: rotulo }: TransacaoNormalizada,
    { categoria, inferida, regras }: Classificada,
    { probabilidade, suspeita, versao, razoes }: Prevista,
    recentes: Pick<Recentes, 'copiar'>,
  ): void {
    const p = this.vaga(offset);
    const { pagina } = this;
    const { u32, f32, f64 } = this.numeros;
    pagina[p] = FEITO.transacao;
    pagina[p + 1] = CATEGORIAS.indexOf(categoria);
    pagina[p + 2] =
      (inferida ? SINAL.inferida : 0) |
      (suspeita ? SINAL.suspeita : 0) |
      (rotulo === undefined ? 0 : SINAL.comRotulo | (rotulo ? SINAL.rotulo : 0));
    pagina[p + 3] = regras;
    for (let i = 0; i < 3; i++) pagina[p + 4 + i] = razoes[i] ?? NENHUMA;
    f64[(p + 8) / 8] = probabilidade;
    u32[(p + 16) / 4] = versao;
    u32[(p + 20) / 4] = recentes.copiar(offset, f32, (p + 32) / 4);
    f64[(p + 24) / 8] = valorBase;
  }

  rotulo(offset: number, { novo, suspeita }: Aprendido): void {
    const p = this.vaga(offset);
    this.pagina[p] = FEITO.rotulo;
    this.pagina[p + 2] = (novo ? SINAL.aprendido : 0) | (suspeita ? SINAL.rotulo : 0);
  }

  outro(offset: number): void {
    // The place first: finding it may take a larger page.
    const p = this.vaga(offset);
    this.pagina[p] = FEITO.outro;
  }

  /** Writes and syncs every row before `ate`; rows that nobody wrote are those of dead events. One call at a time. */
  async gravar(ate: number): Promise<void> {
    const quantas = ate - this.inicio;
    if (quantas <= 0) return;
    this.reservar(quantas);
    const bytes = Buffer.from(this.pagina.subarray(0, quantas * LINHA));
    this.emVoo = { inicio: this.inicio, bytes };
    this.pagina.copyWithin(0, quantas * LINHA, this.naPagina * LINHA);
    this.pagina.fill(0, (this.naPagina - quantas) * LINHA, this.naPagina * LINHA);
    this.naPagina -= quantas;
    this.inicio = ate;
    await this.arquivo.append(bytes);
    await this.arquivo.sync();
    this.emVoo = undefined;
  }

  /** Undefined for an event that is dead or not analysed yet. */
  resultado(offset: number): Resultado | undefined {
    const linha = this.linha(offset);
    const sinais = linha?.[2] ?? 0;
    switch (linha?.[0]) {
      case FEITO.transacao:
        return {
          tipo: 'transacao',
          categoria: CATEGORIAS[linha[1] as number] as Categoria,
          inferida: (sinais & SINAL.inferida) !== 0,
          regras: linha[3] as number,
          razoes: [...linha.subarray(4, 7)].filter((razao) => razao !== NENHUMA),
          probabilidade: linha.readDoubleLE(8),
          suspeita: (sinais & SINAL.suspeita) !== 0,
          versao: linha.readUInt32LE(16),
          valorBase: linha.readDoubleLE(24),
          rotulo: (sinais & SINAL.comRotulo) === 0 ? undefined : (sinais & SINAL.rotulo) !== 0,
        };
      case FEITO.rotulo:
        return {
          tipo: 'rotulo',
          aprendido: (sinais & SINAL.aprendido) !== 0,
          suspeita: (sinais & SINAL.rotulo) !== 0,
        };
      case FEITO.outro:
        return { tipo: 'outro' };
      default:
        return undefined;
    }
  }

  dita(offset: number): Dita | undefined {
    const linha = this.linha(offset);
    if (linha?.[0] !== FEITO.transacao) return undefined;
    const caracteristicas = new Float64Array(DIMENSAO);
    for (let i = 0; i < DIMENSAO; i++) caracteristicas[i] = linha.readFloatLE(32 + i * 4);
    return {
      caracteristicas,
      probabilidade: linha.readDoubleLE(8),
      estabelecimento: linha.readUInt32LE(20),
      rotulada: ((linha[2] as number) & SINAL.comRotulo) !== 0,
    };
  }

  /**
   * What the first byte of each row says, of those given to the file, at most so many: {@link FEITO}, or 0 for an event
   * without a result.
   */
  async feitos(desde: number, quantos: number): Promise<Uint8Array> {
    const bytes = await this.arquivo.read(desde * LINHA, quantos * LINHA);
    return Uint8Array.from(
      { length: Math.floor(bytes.length / LINHA) },
      (_, i) => bytes[i * LINHA] as number,
    );
  }

  async close(): Promise<void> {
    await this.arquivo.close();
  }

  /** Where in the page the row of an offset begins. */
  private vaga(offset: number): number {
    const linha = offset - this.inicio;
    if (linha < 0) throw new RangeError(`the row of ${offset} was given away already`);
    this.reservar(linha + 1);
    return linha * LINHA;
  }

  private reservar(linhas: number): void {
    if (linhas > this.naPagina) this.naPagina = linhas;
    if (linhas * LINHA <= this.pagina.length) return;
    const maior = Buffer.alloc(Math.max(this.pagina.length * 2, linhas * LINHA));
    this.pagina.copy(maior);
    this.pagina = maior;
    this.numeros = numerosDe(maior);
  }

  private linha(offset: number): Buffer | undefined {
    const linha = offset - this.inicio;
    if (linha >= 0) {
      return linha < this.naPagina ? this.pagina.subarray(linha * LINHA, (linha + 1) * LINHA) : undefined;
    }
    const { emVoo } = this;
    if (emVoo !== undefined && offset >= emVoo.inicio) {
      return emVoo.bytes.subarray((offset - emVoo.inicio) * LINHA, (offset - emVoo.inicio + 1) * LINHA);
    }
    const guardada = Buffer.alloc(LINHA);
    return this.arquivo.readSync(offset * LINHA, guardada) === LINHA ? guardada : undefined;
  }
}

/**
 * The same memory as numbers: rows are a multiple of 8 bytes long, and a buffer that is not of the pool begins at one;
 * little-endian as on every platform of Node.
 */
const numerosDe = ({ buffer, byteOffset, length }: Buffer) => ({
  u32: new Uint32Array(buffer, byteOffset, length / 4),
  f32: new Float32Array(buffer, byteOffset, length / 4),
  f64: new Float64Array(buffer, byteOffset, length / 8),
});
