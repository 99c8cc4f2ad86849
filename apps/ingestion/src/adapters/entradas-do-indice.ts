import { isMarked, type KeyIndex, unmark } from '@trilha/pipeline';
import { escreverChave } from '../registro/chave-de-evento.js';
import { lerRotulo, ONDE_A_CHAVE, TIPO, tipoDe } from '../registro/registro.js';
import type { Segredos } from './segredos.js';

/** Of what stands in an entry and under which key: to be counted up when either changes. */
export const VERSAO_DAS_ENTRADAS = 1;

/** An entry is an offset times so much: below it what the record is, and what is known of a transaction. */
const ESPECIES = 32;
const TIPOS = 8;
const ROTULADA = 8;
const SUSPEITA = 16;

/** Where a record is, and of what type. */
export interface Achado {
  readonly offset: number;
  /** 0: a further try. */
  readonly tipo: number;
  /** Of a transaction: the truth that a label told; undefined as long as none did. */
  readonly verdade: boolean | undefined;
}

export const achadoDe = (valor: number): Achado => {
  const especie = valor % ESPECIES;
  return {
    offset: Math.floor(valor / ESPECIES),
    tipo: especie % TIPOS,
    verdade: (especie & ROTULADA) === 0 ? undefined : (especie & SUSPEITA) !== 0,
  };
};

export const valorDe = (offset: number, tipo: number): number => offset * ESPECIES + tipo;

/** Of a transaction whose truth is known: with it, a label finds both by the id of the transaction alone. */
export const valorRotulado = (offset: number, verdade: boolean): number =>
  valorDe(offset, TIPO.transacao + ROTULADA + (verdade ? SUSPEITA : 0));

/** Stands in the place of an entry that was taken back. */
export const DESFEITA = Number.MAX_SAFE_INTEGER;

/** What the index holds under the key at a place, but what was taken back. */
export function procurar(indice: KeyIndex, chave: Uint8Array, onde?: number): number | undefined {
  const valor = indice.get(chave, onde);
  return valor === DESFEITA ? undefined : valor;
}

/** What the index held under the key at a place; when that was nothing, it holds this from now on. */
export function procurarOuEntrar(
  indice: KeyIndex,
  chave: Uint8Array,
  valor: number,
  onde?: number,
): number | undefined {
  const antes = indice.getOrInsert(chave, valor, onde);
  if (antes !== DESFEITA) return antes;
  indice.insert(chave, valor, onde);
  return undefined;
}

/**
 * The key of the n-th further try of the event at an offset: keyed, because ids of events are made outside and become
 * keys of the same index.
 */
export const chaveDaRepeticao = (segredos: Segredos, offset: number, vez: number): Buffer =>
  segredos.impressao(`repeticao ${vez} de ${offset}`);

export function chaveDeTexto(texto: string): Buffer {
  const chave = Buffer.alloc(16);
  escreverChave(chave, 0, texto);
  return chave;
}

/** Enters a stored record under the key by which it is looked up. */
export function indexar(indice: KeyIndex, segredos: Segredos, registro: Buffer, offset: number): void {
  if (isMarked(registro)) {
    const { replayOf } = unmark(registro);
    if (replayOf === undefined) return;
    const valor = valorDe(offset, 0);
    let vez = 1;
    while (procurarOuEntrar(indice, chaveDaRepeticao(segredos, replayOf, vez), valor) !== undefined) vez += 1;
    return;
  }
  indice.insert(registro, valorDe(offset, tipoDe(registro)), ONDE_A_CHAVE);
  if (tipoDe(registro) !== TIPO.rotulo) return;
  const { transacaoEventId, offset: transacao, suspeita, conhecido } = lerRotulo(registro);
  if (!conhecido) indice.insert(chaveDeTexto(transacaoEventId), valorRotulado(transacao, suspeita));
}
