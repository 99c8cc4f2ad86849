import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync } from 'node:crypto';

const NONCE = 12;
const ETIQUETA = 16;
/** Random bytes for so many nonces are drawn at once: a call for one costs nearly as much. */
const NONCES = 256;
const nonces = Buffer.alloc(NONCES * NONCE);
let usados = nonces.length;

/**
 * Seals bytes with AES-256-GCM (NIST SP 800-38D): nonce, ciphertext, tag. The nonce is random, so one key must not seal
 * more than 2^32 times.
 *
 * @param contexto not kept, but opening with another fails
 */
export function lacrar(chave: Uint8Array, claro: Uint8Array, contexto: Uint8Array): Buffer {
  const nonce = novoNonce();
  const cifra = createCipheriv('aes-256-gcm', chave, nonce);
  cifra.setAAD(contexto);
  return Buffer.concat([nonce, cifra.update(claro), cifra.final(), cifra.getAuthTag()]);
}

/** Never one that was given out before. */
function novoNonce(): Buffer {
  if (usados === nonces.length) {
    randomFillSync(nonces);
    usados = 0;
  }
  usados += NONCE;
  return nonces.subarray(usados - NONCE, usados);
}

/** What was sealed, or undefined when key, context or bytes are not those it was sealed with. */
export function abrirLacre(chave: Uint8Array, lacre: Uint8Array, contexto: Uint8Array): Buffer | undefined {
  if (lacre.length < NONCE + ETIQUETA) return undefined;
  const decifra = createDecipheriv('aes-256-gcm', chave, lacre.subarray(0, NONCE));
  decifra.setAAD(contexto);
  decifra.setAuthTag(lacre.subarray(lacre.length - ETIQUETA));
  try {
    return Buffer.concat([decifra.update(lacre.subarray(NONCE, lacre.length - ETIQUETA)), decifra.final()]);
  } catch {
    return undefined;
  }
}

/** The secrets of the service, all derived (HKDF-SHA-256, RFC 5869) from one master key of 32 bytes. */
export class Segredos {
  private readonly deCpf: Uint8Array;
  private readonly deConteudo: Uint8Array;
  /** Wraps the keys of persons. */
  readonly deChaves: Uint8Array;

  constructor(mestra: Uint8Array) {
    if (mestra.length !== 32) throw new RangeError('the master key takes 32 bytes');
    const derivar = (uso: string): Uint8Array =>
      new Uint8Array(hkdfSync('sha256', mestra, new Uint8Array(), `trilha ingestion ${uso}`, 32));
    this.deCpf = derivar('cpf');
    this.deConteudo = derivar('content');
    this.deChaves = derivar('keys');
  }

  /** Under which a person is found: a keyed hash of the CPF, 16 bytes. */
  pessoa(cpf: string): Buffer {
    return createHmac('sha256', this.deCpf).update(cpf).digest().subarray(0, 16);
  }

  /** A keyed hash of a content, 16 bytes: equal contents have equal ones, and nothing can be guessed from it. */
  impressao(conteudo: string): Buffer {
    return createHmac('sha256', this.deConteudo).update(conteudo).digest().subarray(0, 16);
  }
}
