import { type Aula, aulasDe, type Curso, type Modulo } from './curso.js';
import {
  aulaJaExiste,
  aulaNaoEncontrada,
  moduloComAulas,
  moduloJaExiste,
  moduloNaoEncontrado,
} from './errors.js';
import { inserir, mover, remover, substituir } from './ordem.js';

/** Edits of the tree of a course. Each gives a new tree; `conferir` decides whether it may be stored. */

export type MudancasDoCurso = Partial<
  Pick<
    Curso,
    'titulo' | 'resumo' | 'descricao' | 'situacao' | 'preRequisitos' | 'etiquetas' | 'autoria' | 'licenca'
  >
>;
export type MudancasDoModulo = Partial<Pick<Modulo, 'titulo' | 'descricao'>> & { readonly posicao?: number };
export type MudancasDaAula = Partial<Pick<Aula, 'titulo' | 'conteudo' | 'situacao' | 'duracaoMinutos'>> & {
  readonly idModulo?: string;
  readonly posicao?: number;
};

export const editarCurso = (curso: Curso, mudancas: MudancasDoCurso, agora: Date): Curso => ({
  ...curso,
  ...mudancas,
  atualizadoEm: agora,
});

/** @throws DomainError MODULO_JA_EXISTE */
export function inserirModulo(
  curso: Curso,
  modulo: Omit<Modulo, 'aulas'>,
  posicao: number,
  agora: Date,
): Curso {
  if (curso.modulos.some(({ id }) => id === modulo.id)) throw moduloJaExiste(modulo.id);
  return {
    ...curso,
    modulos: inserir(curso.modulos, { ...modulo, aulas: [] }, posicao),
    atualizadoEm: agora,
  };
}

/** @throws DomainError MODULO_NAO_ENCONTRADO */
export function editarModulo(
  curso: Curso,
  id: string,
  { posicao, ...mudancas }: MudancasDoModulo,
  agora: Date,
): Curso {
  const modulo: Modulo = { ...moduloDe(curso, id), ...mudancas };
  const modulos =
    posicao === undefined ? substituir(curso.modulos, modulo) : mover(curso.modulos, modulo, posicao);
  return { ...curso, modulos, atualizadoEm: agora };
}

/** @throws DomainError MODULO_NAO_ENCONTRADO, MODULO_COM_AULAS */
export function removerModulo(curso: Curso, id: string, agora: Date): Curso {
  if (moduloDe(curso, id).aulas.length > 0) throw moduloComAulas(id);
  return { ...curso, modulos: remover(curso.modulos, id), atualizadoEm: agora };
}

/** @throws DomainError AULA_JA_EXISTE, MODULO_NAO_ENCONTRADO */
export function inserirAula(
  curso: Curso,
  idModulo: string,
  aula: Omit<Aula, 'criadoEm' | 'atualizadoEm'>,
  posicao: number,
  agora: Date,
): Curso {
  if (aulasDe(curso).some(({ id }) => id === aula.id)) throw aulaJaExiste(aula.id);
  const nova: Aula = { ...aula, criadoEm: agora, atualizadoEm: agora };
  return comAulas(curso, idModulo, (aulas) => inserir(aulas, nova, posicao), agora);
}

/** A lesson moved to another module without a position goes to its end. */
export function editarAula(
  curso: Curso,
  id: string,
  { idModulo, posicao, ...mudancas }: MudancasDaAula,
  agora: Date,
): Curso {
  const origem = moduloDaAula(curso, id);
  const atual = origem.aulas.find((candidata) => candidata.id === id);
  if (atual === undefined) throw aulaNaoEncontrada(id);
  const aula: Aula = { ...atual, ...mudancas, atualizadoEm: agora };
  const destino = idModulo ?? origem.id;
  if (destino === origem.id) {
    const lugar = posicao ?? origem.aulas.indexOf(atual) + 1;
    return comAulas(curso, origem.id, (aulas) => mover(aulas, aula, lugar), agora);
  }
  const semAula = comAulas(curso, origem.id, (aulas) => remover(aulas, id), agora);
  return comAulas(semAula, destino, (aulas) => inserir(aulas, aula, posicao ?? 0), agora);
}

/** @throws DomainError AULA_NAO_ENCONTRADA */
export const removerAula = (curso: Curso, id: string, agora: Date): Curso =>
  comAulas(curso, moduloDaAula(curso, id).id, (aulas) => remover(aulas, id), agora);

/** @throws DomainError MODULO_NAO_ENCONTRADO */
export function moduloDe(curso: Curso, id: string): Modulo {
  const modulo = curso.modulos.find((candidato) => candidato.id === id);
  if (modulo === undefined) throw moduloNaoEncontrado(id);
  return modulo;
}

/** @throws DomainError AULA_NAO_ENCONTRADA */
export function moduloDaAula(curso: Curso, idAula: string): Modulo {
  const modulo = curso.modulos.find(({ aulas }) => aulas.some(({ id }) => id === idAula));
  if (modulo === undefined) throw aulaNaoEncontrada(idAula);
  return modulo;
}

function comAulas(
  curso: Curso,
  idModulo: string,
  editar: (aulas: readonly Aula[]) => readonly Aula[],
  agora: Date,
): Curso {
  const modulo = moduloDe(curso, idModulo);
  const modulos = substituir(curso.modulos, { ...modulo, aulas: editar(modulo.aulas) });
  return { ...curso, modulos, atualizadoEm: agora };
}
