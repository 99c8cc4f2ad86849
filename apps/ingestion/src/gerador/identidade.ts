import { createHash } from 'node:crypto';
import type { Sorte } from './sorte.js';

/** CPFs have nine digits before their check digits. */
const CPFS = 1_000_000_000;

/** What keeps the events of one instance apart from those of every other, the same seed or not. */
export interface Identidade {
  /** Of the random numbers. */
  readonly semente: number;
  /** Number of the first person. */
  readonly primeiraPessoa: number;
  /** Bits folded into every event id: two instances whose random numbers agreed would still share no id. */
  readonly marca: readonly [number, number];
}

/** Made of seed and instance alone, so that who sends the same again sends the same ids. */
export function identidadeDe(seed: number, instancia: string, clientes: number): Identidade {
  if (instancia === '') {
    return { semente: seed, primeiraPessoa: ((seed % CPFS) * clientes) % CPFS, marca: [0, 0] };
  }
  const bytes = createHash('sha256')
    .update(JSON.stringify([seed, instancia]))
    .digest();
  return {
    semente: bytes.readUInt32BE(0),
    primeiraPessoa: bytes.readUInt32BE(4) % CPFS,
    marca: [bytes.readUInt32BE(8), bytes.readUInt32BE(12)],
  };
}

/** A UUIDv7 (RFC 9562) of a made-up time. */
export function uuidDe(sorte: Sorte, ms: number, [alto, baixo]: Identidade['marca']): string {
  const tempo = Math.floor(ms).toString(16).padStart(12, '0');
  const a = sorte.bits();
  const b = ((sorte.bits() ^ alto) >>> 0).toString(16).padStart(8, '0');
  const c = ((sorte.bits() ^ baixo) >>> 0).toString(16).padStart(8, '0');
  const v = (0x7000 | (a & 0xfff)).toString(16);
  const variante = (0x8000 | ((a >>> 12) & 0x3fff)).toString(16);
  return `${tempo.slice(0, 8)}-${tempo.slice(8)}-${v}-${variante}-${b}${c.slice(0, 4)}`;
}
