import { isMarked, type KeyIndex, LENGTH_BYTES, markReplay, PackedRecords } from '@trilha/pipeline';
import { Recusa } from '../domain/recusa.js';
import { mesmoConteudo, ONDE_A_CHAVE, TIPO, tipoDe } from '../registro/registro.js';
import {
  type Achado,
  achadoDe,
  chaveDaRepeticao,
  chaveDeTexto,
  DESFEITA,
  procurar,
  procurarOuEntrar,
  valorDe,
  valorRotulado,
} from './entradas-do-indice.js';
import type { Segredos } from './segredos.js';

/** A label can only be written once its transaction is found. */
export interface RotuloPendente {
  readonly transacaoEventId: string;
  readonly suspeita: boolean;
  /** @param conhecido an earlier label told the truth already */
  readonly escrever: (offset: number, conhecido: boolean) => Buffer;
}

/** Another try of a dead event. */
export interface Repeticao {
  readonly repete: number;
  readonly vez: number;
}

/** Something that may become a record, or as many as are packed together. */
export type Pedido = Buffer | PackedRecords | RotuloPendente | Repeticao;

/** What became of an event: new, known with this content, or refused. */
export type Desfecho = 'aceito' | 'repetido' | Recusa;

/** Of events that are packed together, one that is not new. */
export interface Conhecido {
  readonly evento: number;
  /** May have to read: to be called for one after the other, so that many known ones share what is read. */
  readonly desfecho: () => Desfecho | Promise<Desfecho>;
}

export interface GrupoDeps {
  readonly indice: KeyIndex;
  readonly segredos: Segredos;
  /** The offset that the first new record will get. */
  readonly primeiro: number;
  readonly ler: (offset: number) => Promise<Buffer>;
}

/**
 * Decides which requests of one write become records: what is known does not. What is new is entered in the index at
 * once, under the offset that it will get, so that the requests after it find it; {@link Grupo.desfazer} takes that back.
 */
export class Grupo {
  /** What is to be stored, in order. */
  readonly novos: (Buffer | PackedRecords)[] = [];
  /** How many records that is. */
  quantos = 0;
  /** Of each of `novos`, how many records come before it. */
  private readonly antesDe: number[] = [];
  /** What the index held before it was changed here, but for the keys of new records: under these it held nothing. */
  private readonly antes: { readonly chave: Uint8Array; readonly valor: number }[] = [];

  constructor(private readonly deps: GrupoDeps) {}

  /**
   * @param nosso the id was made by us: nobody can have used it before
   * @returns at once where nothing has to be read
   */
  incluir(pedido: Exclude<Pedido, PackedRecords>, nosso: boolean): Desfecho | Promise<Desfecho> {
    if (Buffer.isBuffer(pedido)) return this.incluirRegistro(pedido, nosso);
    if ('repete' in pedido) return this.incluirRepeticao(pedido);
    return this.incluirRotulo(pedido);
  }

  /**
   * Includes what is packed together, without making anything of each.
   *
   * @returns those that are not new
   */
  incluirJuntos(juntos: PackedRecords): readonly Conhecido[] {
    const { indice } = this.deps;
    const { bytes, count } = juntos;
    const conhecidos: Conhecido[] = [];
    // Of the new ones that no known one has come behind yet: where they begin, and how many they are.
    let [de, novos, onde] = [0, 0, 0];
    try {
      for (let evento = 0; evento < count; evento++) {
        const registro = onde + LENGTH_BYTES;
        const fim = registro + juntos.lengthAt(onde);
        const valor = valorDe(this.proximo + novos, bytes[registro] as number);
        const antes = procurarOuEntrar(indice, bytes, valor, registro + ONDE_A_CHAVE);
        if (antes === undefined) novos += 1;
        else {
          this.acrescentarJuntos(bytes.subarray(de, onde), novos);
          [de, novos] = [fim, 0];
          const repetido = comoBuffer(bytes.subarray(registro, fim));
          conhecidos.push({ evento, desfecho: () => this.compararCom(achadoDe(antes), repetido) });
        }
        onde = fim;
      }
    } finally {
      // When the index failed, too: what was entered is what is taken back.
      if (novos === count) this.acrescentar(juntos, count);
      else this.acrescentarJuntos(bytes.subarray(de, onde), novos);
    }
    return conhecidos;
  }

  /** Nothing of this write was stored. */
  desfazer(): void {
    const { indice } = this.deps;
    for (const { chave, valor } of this.antes) indice.insert(chave, valor);
    // Last: a transaction may have been changed by its label, and be new itself.
    for (const um of this.novos)
      for (const registro of um instanceof PackedRecords ? um : [um])
        if (!isMarked(registro)) indice.insert(registro, DESFEITA, ONDE_A_CHAVE);
  }

  private incluirRegistro(registro: Buffer, nosso: boolean): Desfecho | Promise<Desfecho> {
    const { indice } = this.deps;
    const valor = valorDe(this.proximo, tipoDe(registro));
    if (nosso) indice.insert(registro, valor, ONDE_A_CHAVE);
    else {
      const antes = procurarOuEntrar(indice, registro, valor, ONDE_A_CHAVE);
      if (antes !== undefined) return this.compararCom(achadoDe(antes), registro);
    }
    this.acrescentar(registro, 1);
    return 'aceito';
  }

  private incluirRotulo({
    transacaoEventId,
    suspeita,
    escrever,
  }: RotuloPendente): Desfecho | Promise<Desfecho> {
    const { indice } = this.deps;
    const chave = chaveDeTexto(transacaoEventId);
    const valor = procurar(indice, chave);
    const transacao = valor === undefined ? undefined : achadoDe(valor);
    if (valor === undefined || transacao?.tipo !== TIPO.transacao) {
      return new Recusa('transacao_event_id', transacaoEventId, 'TRANSACAO_DESCONHECIDA');
    }
    const { offset, verdade } = transacao;
    const registro = escrever(offset, verdade !== undefined);
    if (verdade === undefined || verdade === suspeita) {
      const posicao = this.quantos;
      const desfecho = this.incluirRegistro(registro, false);
      if (verdade === undefined && this.quantos > posicao) {
        indice.insert(chave, valorRotulado(offset, suspeita));
        this.antes.push({ chave, valor });
      }
      return desfecho;
    }
    // The id may be a known one: what is said of it then counts.
    const mesmo = procurar(indice, registro, ONDE_A_CHAVE);
    return mesmo === undefined ? divergente : this.compararCom(achadoDe(mesmo), registro);
  }

  private incluirRepeticao({ repete, vez }: Repeticao): Desfecho {
    const { indice, segredos } = this.deps;
    const chave = chaveDaRepeticao(segredos, repete, vez);
    if (procurarOuEntrar(indice, chave, valorDe(this.proximo, 0)) !== undefined) return 'repetido';
    this.antes.push({ chave, valor: DESFEITA });
    this.acrescentar(Buffer.from(markReplay(repete)), 1);
    return 'aceito';
  }

  /** The offset of the record that becomes new next. */
  private get proximo(): number {
    return this.deps.primeiro + this.quantos;
  }

  private acrescentar(novo: Buffer | PackedRecords, quantos: number): void {
    this.antesDe.push(this.quantos);
    this.novos.push(novo);
    this.quantos += quantos;
  }

  private acrescentarJuntos(bytes: Uint8Array, quantos: number): void {
    if (quantos > 0) this.acrescentar(new PackedRecords(bytes, quantos), quantos);
  }

  /** The n-th record that is to be stored; undefined when there are not so many. */
  private novo(n: number): Buffer | undefined {
    if (n < 0 || n >= this.quantos) return undefined;
    const { antesDe, novos } = this;
    let [baixo, alto] = [0, novos.length - 1];
    while (baixo < alto) {
      const meio = (baixo + alto + 1) >> 1;
      if ((antesDe[meio] as number) <= n) baixo = meio;
      else alto = meio - 1;
    }
    const um = novos[baixo] as Buffer | PackedRecords;
    return um instanceof PackedRecords ? comoBuffer(um.at(n - (antesDe[baixo] as number))) : um;
  }

  private compararCom(achado: Achado, registro: Buffer): Desfecho | Promise<Desfecho> {
    const antes = this.novo(achado.offset - this.deps.primeiro) ?? this.deps.ler(achado.offset);
    return Buffer.isBuffer(antes)
      ? comparar(antes, registro)
      : antes.then((outro) => comparar(outro, registro));
  }
}

const divergente = new Recusa('event_id', 'já usado com outro conteúdo', 'EVENTO_DIVERGENTE');

const comparar = (antes: Buffer, registro: Buffer): Desfecho =>
  mesmoConteudo(antes, registro) ? 'repetido' : divergente;

export const comoBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
