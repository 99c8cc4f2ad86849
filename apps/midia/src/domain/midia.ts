/** A file of a course. Its bytes are found by their SHA-256, so equal bytes are kept once. */
export interface Midia {
  readonly id: string;
  readonly idCurso: string;
  /** Empty for the whole course. */
  readonly idAula: string;
  readonly nome: string;
  readonly tipoConteudo: string;
  readonly tamanhoBytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly criadaEm: Date;
}
