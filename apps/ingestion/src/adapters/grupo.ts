import type { KeyIndex } from '@trilha/pipeline';
import { isMarked, markReplay } from '@trilha/pipeline';
import type { Desfecho } from '../app/ports.js';
import { Recusa } from '../domain/recusa.js';
import { chaveDe, mesmoConteudo, TIPO, tipoDe } from '../registro/registro.js';
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

/** Something that may become a record. */
export type Pedido = Buffer | RotuloPendente | Repeticao;

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
  readonly novos: Buffer[] = [];
  /** What the index held before it was changed here, but for the keys of new records: under these it held nothing. */
  private readonly antes: { readonly chave: Uint8Array; readonly valor: number }[] = [];

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
    const { indice } = this.deps;
    for (const { chave, valor } of this.antes) indice.insert(chave, valor);
    // Last: a transaction may have been changed by its label, and be new itself.
    for (const registro of this.novos) if (!isMarked(registro)) indice.insert(chaveDe(registro), DESFEITA);
  }

  private incluirRegistro(registro: Buffer, nosso: boolean): Desfecho | Promise<Desfecho> {
    const { indice } = this.deps;
    const chave = chaveDe(registro);
    const valor = valorDe(this.proximo, tipoDe(registro));
    if (nosso) indice.insert(chave, valor);
    else {
      const antes = procurarOuEntrar(indice, chave, valor);
      if (antes !== undefined) return this.compararCom(achadoDe(antes), registro);
    }
    this.novos.push(registro);
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
      const posicao = this.novos.length;
      const desfecho = this.incluirRegistro(registro, false);
      if (verdade === undefined && this.novos.length > posicao) {
        indice.insert(chave, valorRotulado(offset, suspeita));
        this.antes.push({ chave, valor });
      }
      return desfecho;
    }
    // The id may be a known one: what is said of it then counts.
    const mesmo = procurar(indice, chaveDe(registro));
    return mesmo === undefined ? divergente : this.compararCom(achadoDe(mesmo), registro);
  }

  private incluirRepeticao({ repete, vez }: Repeticao): Desfecho {
    const { indice, segredos } = this.deps;
    const chave = chaveDaRepeticao(segredos, repete, vez);
    if (procurarOuEntrar(indice, chave, valorDe(this.proximo, 0)) !== undefined) return 'repetido';
    this.antes.push({ chave, valor: DESFEITA });
    this.novos.push(Buffer.from(markReplay(repete)));
    return 'aceito';
  }

  /** The offset of the record that becomes new next. */
  private get proximo(): number {
    return this.deps.primeiro + this.novos.length;
  }

  private compararCom(achado: Achado, registro: Buffer): Desfecho | Promise<Desfecho> {
    const antes = this.novos[achado.offset - this.deps.primeiro] ?? this.deps.ler(achado.offset);
    return Buffer.isBuffer(antes)
      ? comparar(antes, registro)
      : antes.then((outro) => comparar(outro, registro));
  }
}

const divergente = new Recusa('event_id', 'já usado com outro conteúdo', 'EVENTO_DIVERGENTE');

const comparar = (antes: Buffer, registro: Buffer): Desfecho =>
  mesmoConteudo(antes, registro) ? 'repetido' : divergente;
