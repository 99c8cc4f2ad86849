import type { SituacaoAula, SituacaoCurso } from '../../domain/curso.js';
import { REGRAS, type Regra } from '../../domain/regras.js';
import type { Documento } from './front-matter.js';

/** Reads the fields of one file, keeping every problem it meets. */
export class FieldReader {
  private readonly seen = new Set<string>();

  constructor(
    private readonly file: string,
    private readonly documento: Documento,
    private readonly problemas: string[],
  ) {}

  texto(campo: string, regra: Regra<string>): string {
    const valor = this.take(campo);
    if (typeof valor !== 'string') {
      return this.wrong(
        campo,
        valor === undefined ? 'é obrigatório' : 'use um texto (números e datas entre aspas)',
        '',
      );
    }
    return this.checked(campo, valor, regra);
  }

  lista(campo: string, regra: Regra<readonly string[]>): readonly string[] {
    const valor = this.take(campo);
    if (!Array.isArray(valor) || !valor.every((item) => typeof item === 'string')) {
      return this.wrong(campo, 'use uma lista de textos, ou []', []);
    }
    return this.checked(campo, valor, regra);
  }

  numero(campo: string, regra: Regra<number>): number {
    const valor = this.take(campo);
    return typeof valor === 'number'
      ? this.checked(campo, valor, regra)
      : this.wrong(campo, 'use um número', 0);
  }

  umDe<T extends string>(campo: string, valores: readonly T[], senao: NoInfer<T>): T {
    const valor = this.take(campo);
    const achado = valores.find((candidato) => candidato === valor);
    return achado ?? this.wrong(campo, `use ${valores.join(' ou ')}`, senao);
  }

  corpo(campo: string, regra: Regra<string>): string {
    const { corpo } = this.documento;
    const problema = regra(corpo);
    if (problema !== undefined)
      this.problemas.push(`${this.file}: ${campo} (o texto do arquivo): ${problema}`);
    return corpo;
  }

  /** To be called last: names the fields nobody asked for. */
  end(): void {
    for (const campo of Object.keys(this.documento.campos)) {
      if (!this.seen.has(campo))
        this.wrong(campo, `campo desconhecido; use ${[...this.seen].join(', ')}`, undefined);
    }
  }

  private take(campo: string): unknown {
    this.seen.add(campo);
    return this.documento.campos[campo];
  }

  private checked<T>(campo: string, valor: T, regra: Regra<T>): T {
    const problema = regra(valor);
    return problema === undefined ? valor : this.wrong(campo, problema, valor);
  }

  private wrong<T>(campo: string, problema: string, senao: T): T {
    this.problemas.push(`${this.file}:${this.documento.lineOf(campo)}: ${campo}: ${problema}`);
    return senao;
  }
}

const SITUACOES_DO_CURSO: readonly SituacaoCurso[] = ['publicado', 'rascunho'];
const SITUACOES_DA_AULA: readonly SituacaoAula[] = ['publicada', 'rascunho'];

/** The fields of each kind of file, in the order they are written. */
export const cursoFields = (reader: FieldReader) => ({
  id: reader.texto('id', REGRAS.id),
  titulo: reader.texto('titulo', REGRAS.titulo),
  resumo: reader.texto('resumo', REGRAS.resumo),
  situacao: reader.umDe('situacao', SITUACOES_DO_CURSO, 'rascunho'),
  preRequisitos: reader.lista('pre_requisitos', REGRAS.preRequisitos),
  etiquetas: reader.lista('etiquetas', REGRAS.etiquetas),
  autoria: reader.texto('autoria', REGRAS.autoria),
  licenca: reader.texto('licenca', REGRAS.licenca),
  descricao: reader.corpo('descricao', REGRAS.descricaoDoCurso),
});

export const moduloFields = (reader: FieldReader) => ({
  id: reader.texto('id', REGRAS.id),
  titulo: reader.texto('titulo', REGRAS.titulo),
  descricao: reader.corpo('descricao', REGRAS.descricaoDoModulo),
});

export const aulaFields = (reader: FieldReader) => ({
  id: reader.texto('id', REGRAS.id),
  titulo: reader.texto('titulo', REGRAS.titulo),
  duracaoMinutos: reader.numero('duracao_minutos', REGRAS.duracaoMinutos),
  situacao: reader.umDe('situacao', SITUACOES_DA_AULA, 'rascunho'),
  conteudo: reader.corpo('conteudo', REGRAS.conteudo),
});
