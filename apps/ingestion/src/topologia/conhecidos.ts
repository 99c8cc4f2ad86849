import { categoriaDe } from '../domain/classificar.js';
import type { Categoria } from '../domain/evento.js';
import { normalizarTexto } from '../domain/normalizar-texto.js';

/** What is made of a name once, because it comes again and again. */
interface Conhecido {
  /** The same for all events of one name, nearly always, and of few others: where a cache may look first. */
  readonly numero: number;
}

export interface ClienteConhecido extends Conhecido {
  readonly id: string;
}

export interface EstabelecimentoConhecido extends Conhecido {
  /** In its one spelling. */
  readonly nome: string;
  /** FNV-1a over the UTF-16 units of the name, 32 bits, plus one: 0 is none. */
  readonly hash: number;
  /** What the name tells. */
  readonly categoria: Categoria;
}

export const clienteConhecido = (id: string, numero = 0): ClienteConhecido => ({ id, numero });

export function estabelecimentoConhecido(texto: string, numero = 0): EstabelecimentoConhecido {
  const nome = normalizarTexto(texto);
  return { nome, hash: hashDe(nome), categoria: categoriaDe(nome), numero };
}

function hashDe(texto: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < texto.length; i++) hash = Math.imul(hash ^ texto.charCodeAt(i), 0x01000193);
  return (hash >>> 0) + 1;
}
