import {
  CATEGORIAS,
  type Categoria,
  MOEDAS,
  type Moeda,
  type Rotulo,
  type Transacao,
} from '../domain/evento.js';
import { escreverChave, eUuid, textoDeUuid } from './chave-de-evento.js';
import { escreverDouble, lerDouble } from './double-em-bytes.js';
import { escreverTexto, lerTexto } from './texto-em-bytes.js';

/** What a record of the log is; the number is its first byte and never changes its meaning. */
export const TIPO = {
  cliente: 1,
  transacao: 2,
  score: 3,
  rotulo: 4,
  /** Go back to an earlier version of the model. */
  restauracao: 6,
  /** The key of a client was destroyed. */
  apagamento: 7,
} as const;
export type Tipo = (typeof TIPO)[keyof typeof TIPO];

/** The first bytes of every record: type, flags, length of the id, received, emitted, key. */
export const CABECALHO = 36;
export const COM_EMISSAO = 1;
export const ID_UUID = 2;
export const AUSENTE = 255;
/** Signs of a label. */
const SUSPEITA = 1;
const CONHECIDO = 2;

/** What every record says of itself. */
export interface Cabecalho {
  readonly tipo: Tipo;
  readonly eventId: string;
  readonly recebidoMs: number;
  /** Undefined when the sender did not say. */
  readonly emitidoMs: number | undefined;
}

/** A client or a score as it is kept: what is personal is sealed, the rest is in the clear. */
export interface Lacrado {
  /** Keyed hash of the CPF, 16 bytes. */
  readonly pessoa: Uint8Array;
  /** Keyed hash of the whole content, 16 bytes: tells a repeated event from a different one. */
  readonly impressao: Uint8Array;
  readonly lacre: Uint8Array;
}
export interface ClienteGuardado extends Lacrado {
  readonly id: string;
}
export interface ScoreGuardado extends Lacrado {
  readonly score: number;
  readonly rendaCentavos: number;
  readonly limiteCentavos: number;
  readonly atualizadoMs: number;
}
export interface RotuloGuardado extends Rotulo {
  /** Where the transaction is in the log. */
  readonly offset: number;
  /** An earlier label told the same: there is nothing to learn from it. */
  readonly conhecido: boolean;
}

const rascunho = Buffer.alloc(4096);

const terminar = (tamanho: number): Buffer => Buffer.from(rascunho.subarray(0, tamanho));

function comecar({ tipo, eventId, recebidoMs, emitidoMs }: Cabecalho): number {
  const uuid = eUuid(eventId);
  rascunho[0] = tipo;
  rascunho[1] = (emitidoMs === undefined ? 0 : COM_EMISSAO) | (uuid ? ID_UUID : 0);
  escreverDouble(rascunho, 4, recebidoMs);
  escreverDouble(rascunho, 12, emitidoMs ?? 0);
  escreverChave(rascunho, 20, eventId);
  const fim = uuid ? CABECALHO : escreverTexto(rascunho, CABECALHO, eventId);
  rascunho.writeUInt16LE(fim - CABECALHO, 2);
  return fim;
}

/** Writes a short text with its length in one byte before it. */
function comTamanho(posicao: number, texto: string): number {
  const fim = escreverTexto(rascunho, posicao + 1, texto);
  rascunho[posicao] = fim - posicao - 1;
  return fim;
}

export function escreverTransacao(cabecalho: Cabecalho, transacao: Transacao): Buffer {
  let p = comecar(cabecalho);
  rascunho[p] = MOEDAS.indexOf(transacao.moeda);
  rascunho[p + 1] = transacao.categoria === undefined ? AUSENTE : CATEGORIAS.indexOf(transacao.categoria);
  rascunho[p + 2] = transacao.suspeita === undefined ? AUSENTE : Number(transacao.suspeita);
  rascunho.writeDoubleLE(transacao.dataMs, p + 3);
  rascunho.writeDoubleLE(transacao.valorCentavos, p + 11);
  p = comTamanho(p + 19, transacao.id);
  p = comTamanho(p, transacao.clienteId);
  return terminar(comTamanho(p, transacao.estabelecimento));
}

/** Makes something of the bytes of a text: a string, or what {@link TextosConhecidos} gives. */
interface FonteDeTextos<T> {
  de(em: Buffer, de: number, tamanho: number): T;
}
const NOVOS: FonteDeTextos<string> = { de: lerTexto };

/** All of a transaction but its own id, with what is made of the names of its client and merchant. */
export type TransacaoSemId<C, E> = Omit<Transacao, 'id' | 'clienteId' | 'estabelecimento'> & {
  readonly cliente: C;
  readonly estabelecimento: E;
};

/** Who analyses a transaction has no need of its id. */
export function lerTransacaoSemId<C, E>(
  bytes: Buffer,
  clientes: FonteDeTextos<C>,
  estabelecimentos: FonteDeTextos<E>,
): TransacaoSemId<C, E> {
  const p = inicioDosDados(bytes);
  const categoria = bytes[p + 1] as number;
  const suspeita = bytes[p + 2] as number;
  const doCliente = fimDoTexto(bytes, p + 19);
  const daLoja = fimDoTexto(bytes, doCliente);
  return {
    tipo: 'transacao',
    cliente: clientes.de(bytes, doCliente + 1, bytes[doCliente] as number),
    dataMs: lerDouble(bytes, p + 3),
    valorCentavos: lerDouble(bytes, p + 11),
    moeda: MOEDAS[bytes[p] as number] as Moeda,
    categoria: categoria === AUSENTE ? undefined : (CATEGORIAS[categoria] as Categoria),
    suspeita: suspeita === AUSENTE ? undefined : suspeita === 1,
    estabelecimento: estabelecimentos.de(bytes, daLoja + 1, bytes[daLoja] as number),
  };
}

export function lerTransacao(bytes: Buffer): Transacao {
  const p = inicioDosDados(bytes) + 19;
  const { cliente: clienteId, ...dados } = lerTransacaoSemId(bytes, NOVOS, NOVOS);
  return { ...dados, id: lerTexto(bytes, p + 1, bytes[p] as number), clienteId };
}

/** Where the text ends whose length stands at a position. */
const fimDoTexto = (bytes: Buffer, posicao: number): number => posicao + 1 + (bytes[posicao] as number);

function escreverLacrado(posicao: number, { pessoa, impressao, lacre }: Lacrado): number {
  rascunho.set(pessoa, posicao);
  rascunho.set(impressao, posicao + 16);
  rascunho.set(lacre, posicao + 32);
  return posicao + 32 + lacre.length;
}

/** The sealed part lies at the end; copied, because a record may be a view of a larger buffer. */
const lerLacrado = (bytes: Buffer, posicao: number): Lacrado => ({
  pessoa: Buffer.from(bytes.subarray(posicao, posicao + 16)),
  impressao: Buffer.from(bytes.subarray(posicao + 16, posicao + 32)),
  lacre: Buffer.from(bytes.subarray(posicao + 32)),
});

export function escreverCliente(cabecalho: Cabecalho, cliente: ClienteGuardado): Buffer {
  return terminar(escreverLacrado(comTamanho(comecar(cabecalho), cliente.id), cliente));
}

export function lerCliente(bytes: Buffer): ClienteGuardado {
  const p = inicioDosDados(bytes);
  const tamanho = bytes[p] as number;
  return { id: lerTexto(bytes, p + 1, tamanho), ...lerLacrado(bytes, p + 1 + tamanho) };
}

export function escreverScore(cabecalho: Cabecalho, score: ScoreGuardado): Buffer {
  const p = comecar(cabecalho);
  rascunho.writeDoubleLE(score.score, p);
  rascunho.writeDoubleLE(score.rendaCentavos, p + 8);
  rascunho.writeDoubleLE(score.limiteCentavos, p + 16);
  rascunho.writeDoubleLE(score.atualizadoMs, p + 24);
  return terminar(escreverLacrado(p + 32, score));
}

export function lerScore(bytes: Buffer): ScoreGuardado {
  const p = inicioDosDados(bytes);
  return {
    score: bytes.readDoubleLE(p),
    rendaCentavos: bytes.readDoubleLE(p + 8),
    limiteCentavos: bytes.readDoubleLE(p + 16),
    atualizadoMs: bytes.readDoubleLE(p + 24),
    ...lerLacrado(bytes, p + 32),
  };
}

export function escreverRotulo(cabecalho: Cabecalho, rotulo: RotuloGuardado): Buffer {
  const p = comecar(cabecalho);
  rascunho[p] = (rotulo.suspeita ? SUSPEITA : 0) | (rotulo.conhecido ? CONHECIDO : 0);
  escreverDouble(rascunho, p + 1, rotulo.offset);
  return terminar(comTamanho(p + 9, rotulo.transacaoEventId));
}

export function lerRotulo(bytes: Buffer): RotuloGuardado {
  const p = inicioDosDados(bytes);
  return {
    tipo: 'rotulo',
    suspeita: ((bytes[p] as number) & SUSPEITA) !== 0,
    conhecido: ((bytes[p] as number) & CONHECIDO) !== 0,
    offset: lerDouble(bytes, p + 1),
    transacaoEventId: lerTexto(bytes, p + 10, bytes[p + 9] as number),
  };
}

export function escreverRestauracao(cabecalho: Cabecalho, versao: number): Buffer {
  const p = comecar(cabecalho);
  rascunho.writeDoubleLE(versao, p);
  return terminar(p + 8);
}

/** The version of the model. */
export const lerRestauracao = (bytes: Buffer): number => bytes.readDoubleLE(inicioDosDados(bytes));

export function escreverApagamento(cabecalho: Cabecalho, pessoa: Uint8Array): Buffer {
  const p = comecar(cabecalho);
  rascunho.set(pessoa, p);
  return terminar(p + 16);
}

export function lerApagamento(bytes: Buffer): Buffer {
  const p = inicioDosDados(bytes);
  return Buffer.from(bytes.subarray(p, p + 16));
}

export function lerCabecalho(bytes: Buffer): Cabecalho {
  const sinais = bytes[1] as number;
  return {
    tipo: bytes[0] as Tipo,
    eventId:
      (sinais & ID_UUID) !== 0
        ? textoDeUuid(bytes, 20)
        : bytes.toString('utf8', CABECALHO, CABECALHO + bytes.readUInt16LE(2)),
    recebidoMs: bytes.readDoubleLE(4),
    emitidoMs: (sinais & COM_EMISSAO) !== 0 ? bytes.readDoubleLE(12) : undefined,
  };
}

export const tipoDe = (bytes: Uint8Array): Tipo => bytes[0] as Tipo;

/** Whether a record tells the analysis what to do, instead of what happened. */
export const eOrdem = (bytes: Uint8Array): boolean =>
  bytes[0] === TIPO.restauracao || bytes[0] === TIPO.apagamento;

/** Where in a record the sixteen bytes stand under which the event is found. */
export const ONDE_A_CHAVE = 20;

/** These bytes. */
export const chaveDe = (bytes: Uint8Array): Uint8Array => bytes.subarray(ONDE_A_CHAVE, ONDE_A_CHAVE + 16);

/**
 * Whether two records with the same key say the same thing, whenever they were sent: seals are left out, because each
 * has a nonce of its own, and the print of the content stands for them.
 */
export function mesmoConteudo(um: Buffer, outro: Buffer): boolean {
  if (um[0] !== outro[0] || (um[1] as number) >> 1 !== (outro[1] as number) >> 1) return false;
  if (um[0] === TIPO.rotulo) {
    // Where the transaction lies and whether others had told the truth before are not what was sent.
    const [deste, doOutro] = [lerRotulo(um), lerRotulo(outro)];
    return deste.suspeita === doOutro.suspeita && deste.transacaoEventId === doOutro.transacaoEventId;
  }
  return comparavel(um).equals(comparavel(outro));
}

function comparavel(bytes: Buffer): Buffer {
  const inicio = inicioDosDados(bytes);
  // The id takes part where it is a text: its key is only a hash of it.
  if (bytes[0] === TIPO.cliente) {
    return bytes.subarray(CABECALHO, inicio + 1 + (bytes[inicio] as number) + 32);
  }
  return bytes.subarray(CABECALHO, bytes[0] === TIPO.score ? inicio + 64 : bytes.length);
}

const inicioDosDados = (bytes: Buffer): number => CABECALHO + bytes.readUInt16LE(2);
