import type { KeyIndex } from '@trilha/pipeline';
import { markReplay } from '@trilha/pipeline';
import type { Desfecho } from '../app/ports.js';
import { Recusa } from '../domain/recusa.js';
import { chaveDe, lerRotulo, mesmoConteudo, TIPO, tipoDe } from '../registro/registro.js';
import {
  type Achado,
  achadoDe,
  chaveDaRepeticao,
  chaveDeTexto,
  chaveDoRotulo,
  desfazer,
  procurar,
  valorDe,
} from './entradas-do-indice.js';

/** A label can only be written once its transaction is found. */
export interface RotuloPendente {
  readonly transacaoEventId: string;
  /** @param conhecido an earlier label told the truth already */
  readonly escrever: (offset: number, conhecido: boolean) => Buffer;
}

/** Another try of a dead event. */
export interface Repeticao {
  readonly repete: number;
  readonly vez: number;
}

/** Something that may become a record. */
export type Pedido = Buffer | RotuloPendente | Repeticao;

export interface GrupoDeps {
  readonly indice: KeyIndex;
  /** The offset that the first new record will get. */
  readonly primeiro: number;
  readonly ler: (offset: number) => Promise<Buffer>;
}

/**
 * Decides which requests of one write become records: what is known does not. What is new is entered in the index at
 * once, under the offset that it will get, so that the requests after it find it; {@link desfazer} takes that back.
 */
export class Grupo {
  readonly novos: Buffer[] = [];
  private readonly chaves: Uint8Array[] = [];

  constructor(private readonly deps: GrupoDeps) {}

  /**
   * @param nosso the id was made by us: nobody can have used it before
   * @returns at once where nothing has to be read
   */
  incluir(pedido: Pedido, nosso: boolean): Desfecho | Promise<Desfecho> {
    if (Buffer.isBuffer(pedido)) return this.incluirRegistro(pedido, nosso);
    if ('repete' in pedido) return this.incluirRepeticao(pedido);
    return this.incluirRotulo(pedido);
  }

  /** Nothing of this write was stored. */
  desfazer(): void {
    for (const chave of this.chaves) desfazer(this.deps.indice, chave);
  }

  private incluirRegistro(registro: Buffer, nosso: boolean): Desfecho | Promise<Desfecho> {
    const chave = chaveDe(registro);
    const valor = nosso ? undefined : procurar(this.deps.indice, chave);
    if (valor === undefined) {
      this.guardar(registro, chave, tipoDe(registro));
      return 'aceito';
    }
    const antes = this.registroEm(achadoDe(valor));
    return Buffer.isBuffer(antes)
      ? comparar(antes, registro)
      : antes.then((outro) => comparar(outro, registro));
  }

  private async incluirRotulo({ transacaoEventId, escrever }: RotuloPendente): Promise<Desfecho> {
    const transacao = this.procurar(chaveDeTexto(transacaoEventId));
    if (transacao?.tipo !== TIPO.transacao) {
      return new Recusa('transacao_event_id', transacaoEventId, 'TRANSACAO_DESCONHECIDA');
    }
    const verdade = chaveDoRotulo(transacaoEventId);
    const dito = this.procurar(verdade);
    const registro = escrever(transacao.offset, dito !== undefined);
    const sabido = this.procurar(chaveDe(registro));
    if (sabido !== undefined) return comparar(await this.registroEm(sabido), registro);
    if (dito === undefined) this.entrar(verdade, this.novos.length, TIPO.rotulo);
    else if (lerRotulo(await this.registroEm(dito)).suspeita !== lerRotulo(registro).suspeita)
      return divergente;
    return this.incluirRegistro(registro, true);
  }

  private incluirRepeticao({ repete, vez }: Repeticao): Desfecho {
    const chave = chaveDaRepeticao(repete, vez);
    if (this.procurar(chave) !== undefined) return 'repetido';
    this.guardar(Buffer.from(markReplay(repete)), chave, 0);
    return 'aceito';
  }

  private guardar(registro: Buffer, chave: Uint8Array, tipo: number): void {
    this.entrar(chave, this.novos.length, tipo);
    this.novos.push(registro);
  }

  private entrar(chave: Uint8Array, posicao: number, tipo: number): void {
    this.deps.indice.insert(chave, valorDe(this.deps.primeiro + posicao, tipo));
    this.chaves.push(chave);
  }

  private procurar(chave: Uint8Array): Achado | undefined {
    const valor = procurar(this.deps.indice, chave);
    return valor === undefined ? undefined : achadoDe(valor);
  }

  private registroEm({ offset }: Achado): Buffer | Promise<Buffer> {
    return this.novos[offset - this.deps.primeiro] ?? this.deps.ler(offset);
  }
}

const divergente = new Recusa('event_id', 'já usado com outro conteúdo', 'EVENTO_DIVERGENTE');

const comparar = (antes: Buffer, registro: Buffer): Desfecho =>
  mesmoConteudo(antes, registro) ? 'repetido' : divergente;
