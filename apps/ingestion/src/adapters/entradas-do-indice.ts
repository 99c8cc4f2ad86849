import { isMarked, type KeyIndex, unmark } from '@trilha/pipeline';
import { escreverChave } from '../registro/chave-de-evento.js';
import { chaveDe, lerRotulo, TIPO, tipoDe } from '../registro/registro.js';

/** The index keeps what a record is beside where it is. */
const TIPOS = 8;

/** Where a record is, and of what type. */
export interface Achado {
  readonly offset: number;
  readonly tipo: number;
}

export const achadoDe = (valor: number): Achado => ({
  offset: Math.floor(valor / TIPOS),
  tipo: valor % TIPOS,
});

export const valorDe = (offset: number, tipo: number): number => offset * TIPOS + tipo;

/** Stands in the place of an entry that was taken back. */
const DESFEITA = Number.MAX_SAFE_INTEGER;

/** What the index holds under a key, but what was taken back. */
export function procurar(indice: KeyIndex, chave: Uint8Array): number | undefined {
  const valor = indice.get(chave);
  return valor === DESFEITA ? undefined : valor;
}

/** Takes back an entry whose record was not stored. */
export const desfazer = (indice: KeyIndex, chave: Uint8Array): void => indice.insert(chave, DESFEITA);

/** The key of the truth about a transaction: it has one, whatever the id of the event that told it. */
export function chaveDoRotulo(transacaoEventId: string): Buffer {
  return chaveDeTexto(`rotulo de ${transacaoEventId}`);
}

/** The key of the n-th further try of the event at an offset. */
export function chaveDaRepeticao(offset: number, vez: number): Buffer {
  return chaveDeTexto(`repeticao ${vez} de ${offset}`);
}

export function chaveDeTexto(texto: string): Buffer {
  const chave = Buffer.alloc(16);
  escreverChave(chave, 0, texto);
  return chave;
}

/** Enters a stored record under every key by which it is looked up. */
export function indexar(indice: KeyIndex, registro: Buffer, offset: number): void {
  if (isMarked(registro)) {
    const { replayOf } = unmark(registro);
    if (replayOf === undefined) return;
    let vez = 1;
    while (procurar(indice, chaveDaRepeticao(replayOf, vez)) !== undefined) vez += 1;
    indice.insert(chaveDaRepeticao(replayOf, vez), valorDe(offset, 0));
    return;
  }
  const valor = valorDe(offset, tipoDe(registro));
  indice.insert(chaveDe(registro), valor);
  if (tipoDe(registro) !== TIPO.rotulo) return;
  const { transacaoEventId, conhecido } = lerRotulo(registro);
  if (!conhecido) indice.insert(chaveDoRotulo(transacaoEventId), valor);
}
