import type { DeadLetter, DeadLetters, Storage, StoredFile } from '@trilha/pipeline';

const ARQUIVO = 'mortos.jsonl';

/** Dead letters were harmed: what was given up on is not known any more. */
export class MortosDanificados extends Error {
  override readonly name = 'MortosDanificados';
}

/**
 * Dead letters in a file of lines, in the order of the log, all of them also in memory: they are few, or something is
 * wrong.
 */
export class Mortos implements DeadLetters {
  private constructor(
    private readonly arquivo: StoredFile,
    private readonly cartas: DeadLetter[],
    /** Where the line of each letter ends, in bytes. */
    private readonly fins: number[],
  ) {}

  /**
   * What a crash left half-written at the end is cut off: its checkpoint was never made, so it comes again.
   *
   * @throws MortosDanificados when a line before a whole one is none, or one is out of order
   */
  static async abrir(storage: Storage): Promise<Mortos> {
    const arquivo = await storage.open(ARQUIVO);
    try {
      await storage.syncFolder();
      return await Mortos.ler(arquivo);
    } catch (error) {
      await arquivo.close();
      throw error;
    }
  }

  private static async ler(arquivo: StoredFile): Promise<Mortos> {
    const bytes = Buffer.from(await arquivo.read(0, arquivo.size));
    const cartas: DeadLetter[] = [];
    const fins: number[] = [];
    let ruim = 0;
    let inicio = 0;
    for (let linha = 1; inicio < bytes.length; linha++) {
      const quebra = bytes.indexOf(10, inicio);
      const fim = quebra < 0 ? bytes.length : quebra + 1;
      const carta = quebra < 0 ? undefined : lerCarta(bytes.toString('utf8', inicio, quebra));
      if (carta === undefined) ruim ||= linha;
      else if (carta.offset <= (cartas.at(-1)?.offset ?? -1)) {
        throw new MortosDanificados(`${ARQUIVO}:${linha} is of an event that lies before the one above`);
      } else if (ruim > 0) throw new MortosDanificados(`${ARQUIVO}:${ruim} is not what was written`);
      else {
        cartas.push(carta);
        fins.push(fim);
      }
      inicio = fim;
    }
    if (ruim > 0) await arquivo.truncate(fins.at(-1) ?? 0);
    return new Mortos(arquivo, cartas, fins);
  }

  get todas(): readonly DeadLetter[] {
    return this.cartas;
  }

  async store(cartas: readonly DeadLetter[]): Promise<void> {
    const linhas = cartas.map((carta) => Buffer.from(`${JSON.stringify(carta)}\n`));
    let fim = this.arquivo.size;
    await this.arquivo.append(Buffer.concat(linhas));
    await this.arquivo.sync();
    for (const linha of linhas) {
      fim += linha.length;
      this.fins.push(fim);
    }
    this.cartas.push(...cartas);
  }

  /** Only cuts the end off: a crash can't take a letter that stays. */
  async forgetFrom(offset: number): Promise<void> {
    const ficam = this.cartas.filter((carta) => carta.offset < offset).length;
    if (ficam === this.cartas.length) return;
    this.cartas.length = ficam;
    this.fins.length = ficam;
    await this.arquivo.truncate(this.fins.at(-1) ?? 0);
    await this.arquivo.sync();
  }

  async between(offset: number, end: number): Promise<readonly DeadLetter[]> {
    return this.cartas.filter((carta) => carta.offset >= offset && carta.offset < end);
  }

  /**
   * The latest letter of each event and how often it died, by the place of the event; another try is of the same event.
   *
   * @param antesDe letters of this record and later ones are left out
   */
  porEvento(
    antesDe = Number.POSITIVE_INFINITY,
  ): ReadonlyMap<number, { readonly carta: DeadLetter; readonly vezes: number }> {
    const ultimas = new Map<number, { carta: DeadLetter; vezes: number }>();
    for (const carta of this.cartas) {
      if (carta.offset >= antesDe) break;
      const evento = carta.replayOf ?? carta.offset;
      ultimas.set(evento, { carta, vezes: (ultimas.get(evento)?.vezes ?? 0) + 1 });
    }
    return new Map([...ultimas].sort(([a], [b]) => a - b));
  }

  async close(): Promise<void> {
    await this.arquivo.close();
  }
}

function lerCarta(linha: string): DeadLetter | undefined {
  try {
    const carta = JSON.parse(linha) as DeadLetter;
    return Number.isSafeInteger(carta.offset) && typeof carta.node === 'string' ? carta : undefined;
  } catch {
    return undefined;
  }
}
