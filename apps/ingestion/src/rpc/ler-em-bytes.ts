import { EventData, TransactionData } from '@trilha/proto-gen/ingestion';
import { invalidFields } from '@trilha/service-kit/base';
import type { Escritas } from '../app/ports.js';
import type { Item } from '../app/receber.js';
import { CamposDeMensagem } from '../registro/ler-campos.js';
import { TransacoesEmBytes } from '../registro/transacoes-em-bytes.js';
import { itemDeEvento, itemDeTransacao } from './itens.js';

export type Entrada = Item | Escritas | undefined;

/** Numbers of fields in the contract. */
const LOTE = { batchId: 1, itens: 2 };
const FLUXO = { primeira: 1, eventos: 2 };
const EVENTO = { transacao: 2 };

const mensagem = new CamposDeMensagem();
const evento = new CamposDeMensagem();
const transacoes = new TransacoesEmBytes();

/** For methods whose requests are read here and not by the stub. */
export const emBytes = (bytes: Buffer): Buffer => bytes;

/** Items in their order; how many there are is not how many entries stand for them. */
export interface Entradas {
  readonly itens: readonly Entrada[];
  readonly quantos: number;
}

/**
 * An IngestTransactionsRequest, its plain transactions written down as records already, the others taken apart.
 *
 * @throws DomainError kind `invalid` when the bytes are no such message
 */
export function lerTransacoes(bytes: Buffer, agoraMs: number): Entradas & { readonly batchId: string } {
  return lendo(() => {
    const entradas = new Leitura();
    let batchId = '';
    mensagem.reset(bytes, 0, bytes.length);
    while (mensagem.next()) {
      const { field, wire, from, to } = mensagem;
      if (wire !== 2) continue;
      if (field === LOTE.itens) {
        if (transacoes.acrescentar(bytes, from, to, agoraMs)) entradas.quantos += 1;
        else entradas.por(itemDeTransacao(TransactionData.decode(bytes.subarray(from, to))));
      } else if (field === LOTE.batchId) batchId = bytes.toString('utf8', from, to);
    }
    return { batchId, ...entradas.todas() };
  });
}

/**
 * The same of an IngestStreamRequest.
 *
 * @throws DomainError kind `invalid` when the bytes are no such message
 */
export function lerFluxo(bytes: Buffer, agoraMs: number): Entradas & { readonly primeira: bigint } {
  return lendo(() => {
    const entradas = new Leitura();
    let primeira = 0n;
    mensagem.reset(bytes, 0, bytes.length);
    while (mensagem.next()) {
      const { field, wire, from, to } = mensagem;
      if (field === FLUXO.eventos && wire === 2) {
        if (acrescentarEvento(bytes, from, to, agoraMs)) entradas.quantos += 1;
        else entradas.por(itemDeEvento(EventData.decode(bytes.subarray(from, to))));
      } else if (field === FLUXO.primeira && wire === 0) primeira = BigInt(mensagem.value);
    }
    return { primeira, ...entradas.todas() };
  });
}

function acrescentarEvento(bytes: Buffer, from: number, to: number, agoraMs: number): boolean {
  evento.reset(bytes, from, to);
  return (
    evento.next() &&
    evento.field === EVENTO.transacao &&
    evento.wire === 2 &&
    evento.to === to &&
    transacoes.acrescentar(bytes, evento.from, evento.to, agoraMs)
  );
}

/** What was found in a message: records as they were written, and between them what could not be. */
class Leitura {
  quantos = 0;
  private readonly itens: Entrada[] = [];

  constructor() {
    // A message that was given up in the middle may have left some.
    transacoes.tirar();
  }

  por(item: Entrada): void {
    this.itens.push(...transacoes.tirar(), item);
    this.quantos += 1;
  }

  todas(): Entradas {
    this.itens.push(...transacoes.tirar());
    return { itens: this.itens, quantos: this.quantos };
  }
}

function lendo<T>(ler: () => T): T {
  try {
    return ler();
  } catch {
    throw invalidFields([{ field: 'itens', description: 'não é a mensagem do contrato' }]);
  }
}
