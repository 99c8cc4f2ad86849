import { EventData, TransactionData } from '@trilha/proto-gen/ingestion';
import { invalidFields } from '@trilha/service-kit/base';
import type { Escrita } from '../app/ports.js';
import type { Item } from '../app/receber.js';
import { textoDeUuid } from '../registro/chave-de-evento.js';
import { CamposDeMensagem } from '../registro/ler-campos.js';
import { TransacoesEmBytes } from '../registro/transacoes-em-bytes.js';
import { itemDeEvento, itemDeTransacao } from './itens.js';

export type Entrada = Item | Escrita | undefined;

/** Numbers of fields in the contract. */
const LOTE = { batchId: 1, itens: 2 };
const FLUXO = { primeira: 1, eventos: 2 };
const EVENTO = { transacao: 2 };

const mensagem = new CamposDeMensagem();
const evento = new CamposDeMensagem();
const transacoes = new TransacoesEmBytes();

/** For methods whose requests are read here and not by the stub. */
export const emBytes = (bytes: Buffer): Buffer => bytes;

/**
 * An IngestTransactionsRequest, its plain transactions written down as records already, the others taken apart.
 *
 * @throws DomainError kind `invalid` when the bytes are no such message
 */
export function lerTransacoes(
  bytes: Buffer,
  agoraMs: number,
): { readonly batchId: string; readonly itens: Entrada[] } {
  return lendo(() => {
    const itens: Entrada[] = [];
    let batchId = '';
    mensagem.reset(bytes, 0, bytes.length);
    while (mensagem.next()) {
      const { field, wire, from, to } = mensagem;
      if (wire !== 2) continue;
      if (field === LOTE.itens) {
        itens.push(
          lerTransacao(bytes, from, to, agoraMs) ??
            itemDeTransacao(TransactionData.decode(bytes.subarray(from, to))),
        );
      } else if (field === LOTE.batchId) batchId = bytes.toString('utf8', from, to);
    }
    return { batchId, itens };
  });
}

/**
 * The same of an IngestStreamRequest.
 *
 * @throws DomainError kind `invalid` when the bytes are no such message
 */
export function lerFluxo(
  bytes: Buffer,
  agoraMs: number,
): { readonly primeira: bigint; readonly itens: Entrada[] } {
  return lendo(() => {
    const itens: Entrada[] = [];
    let primeira = 0n;
    mensagem.reset(bytes, 0, bytes.length);
    while (mensagem.next()) {
      const { field, wire, from, to } = mensagem;
      if (field === FLUXO.eventos && wire === 2) itens.push(lerEvento(bytes, from, to, agoraMs));
      else if (field === FLUXO.primeira && wire === 0) primeira = BigInt(mensagem.value);
    }
    return { primeira, itens };
  });
}

function lerEvento(bytes: Buffer, from: number, to: number, agoraMs: number): Entrada {
  evento.reset(bytes, from, to);
  if (evento.next() && evento.field === EVENTO.transacao && evento.wire === 2 && evento.to === to) {
    const escrita = lerTransacao(bytes, evento.from, evento.to, agoraMs);
    if (escrita !== undefined) return escrita;
  }
  return itemDeEvento(EventData.decode(bytes.subarray(from, to)));
}

function lerTransacao(bytes: Buffer, from: number, to: number, agoraMs: number): Escrita | undefined {
  const registro = transacoes.registro(bytes, from, to, agoraMs);
  return registro === undefined ? undefined : new EscritaEmBytes(registro);
}

/** Its id is spelled out only when somebody asks. */
class EscritaEmBytes implements Escrita {
  constructor(readonly registro: Buffer) {}

  get eventId(): string {
    return textoDeUuid(this.registro, 20);
  }
}

function lendo<T>(ler: () => T): T {
  try {
    return ler();
  } catch {
    throw invalidFields([{ field: 'itens', description: 'não é a mensagem do contrato' }]);
  }
}
