import type { Clock } from '@trilha/service-kit/base';
import { conferir } from '../domain/conferir.js';
import type { Curso, Modulo } from '../domain/curso.js';
import {
  editarModulo,
  inserirModulo,
  type MudancasDoModulo,
  moduloDe,
  removerModulo,
} from '../domain/editar.js';
import { cursoDo, lido } from './manter-cursos.js';
import type { Cursos } from './ports.js';

export interface ModuloNoCurso {
  readonly idCurso: string;
  readonly modulo: Modulo;
  /** 1-based. */
  readonly posicao: number;
}

export interface CriarModulo {
  readonly idCurso: string;
  readonly modulo: Omit<Modulo, 'aulas'>;
  /** 0 for the end. */
  readonly posicao: number;
  readonly requestId: string;
}

/** Modules as staff keeps them. */
export const createManterModulos = ({
  cursos,
  clock,
}: {
  readonly cursos: Cursos;
  readonly clock: Clock;
}) => ({
  /** @throws DomainError CURSO_NAO_ENCONTRADO, MODULO_JA_EXISTE, CURSO_GRANDE_DEMAIS */
  criarModulo: async ({ requestId, ...pedido }: CriarModulo): Promise<ModuloNoCurso> => {
    const { idCurso, modulo, posicao } = pedido;
    await cursos.alterar(
      [idCurso],
      (acervo) => {
        const curso = inserirModulo(cursoDo(acervo, idCurso), modulo, posicao, clock.now());
        return { gravar: [conferir(curso, acervo.grafo)], resposta: null };
      },
      { pedido: { escopo: 'CreateModulo', requestId, corpo: pedido } },
    );
    return noCurso(await lido(cursos, idCurso), modulo.id);
  },

  /** @throws DomainError CURSO_NAO_ENCONTRADO, MODULO_NAO_ENCONTRADO */
  alterarModulo: (idCurso: string, id: string, mudancas: MudancasDoModulo): Promise<ModuloNoCurso> =>
    cursos.alterar([idCurso], (acervo) => {
      const curso = editarModulo(cursoDo(acervo, idCurso), id, mudancas, clock.now());
      return { gravar: [curso], resposta: noCurso(curso, id) };
    }),

  /** @throws DomainError CURSO_NAO_ENCONTRADO, MODULO_NAO_ENCONTRADO, MODULO_COM_AULAS */
  excluirModulo: (idCurso: string, id: string): Promise<void> =>
    cursos.alterar([idCurso], (acervo) => ({
      gravar: [removerModulo(cursoDo(acervo, idCurso), id, clock.now())],
      resposta: undefined,
    })),
});

const noCurso = (curso: Curso, id: string): ModuloNoCurso => {
  const modulo = moduloDe(curso, id);
  return { idCurso: curso.id, modulo, posicao: curso.modulos.indexOf(modulo) + 1 };
};
