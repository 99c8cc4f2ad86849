/** What is measured of one question and its answer; times in milliseconds. */
export interface Metrica {
  readonly idInteracao: string;
  readonly idUsuario: string;
  readonly idCurso: string;
  readonly idAula: string;
  readonly ocorridaEm: Date;
  readonly latenciaMs: number;
  readonly offline: boolean;
  readonly encontrou: boolean;
  readonly tokensEntrada: number;
  readonly tokensSaida: number;
  readonly modelo: string;
  /** 1 to 5. */
  readonly nota?: number;
}

/** Which interactions a query counts: `de` counts, `ate` does not; absent bounds are open. */
export interface Filtro {
  readonly de?: Date;
  readonly ate?: Date;
  readonly idCurso?: string;
  readonly idAula?: string;
}

export interface Contagem {
  readonly idCurso: string;
  /** Empty unless counted by lesson. */
  readonly idAula: string;
  readonly perguntas: number;
}

export interface Qualidade {
  readonly respostas: number;
  readonly latenciaP50Ms?: number;
  readonly latenciaP95Ms?: number;
  readonly avaliadas: number;
  /** Mean rating. */
  readonly notaMedia?: number;
  /** Share of ratings of 4 and 5. */
  readonly satisfacao?: number;
  readonly parcelaOffline?: number;
  readonly parcelaEncontrou?: number;
}
