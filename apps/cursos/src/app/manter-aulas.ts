import type { Clock } from '@trilha/service-kit/base';
import { conferir } from '../domain/conferir.js';
import type { Aula, AulaLida } from '../domain/curso.js';
import { editarAula, inserirAula, type MudancasDaAula, removerAula } from '../domain/editar.js';
import { aulaNaoEncontrada } from '../domain/errors.js';
import { cursoDo } from './manter-cursos.js';
import type { Cursos } from './ports.js';

export interface CriarAula {
  readonly idCurso: string;
  readonly idModulo: string;
  readonly aula: Omit<Aula, 'criadoEm' | 'atualizadoEm'>;
  /** 0 for the end. */
  readonly posicao: number;
  readonly requestId: string;
}

export interface ManterAulasPorts {
  readonly cursos: Cursos;
  readonly clock: Clock;
  /** Called when a course may have lost a published lesson. */
  readonly concluirCompletos: (idCurso: string) => Promise<void>;
}

/** Lessons as staff keeps them. */
export const createManterAulas = ({ cursos, clock, concluirCompletos }: ManterAulasPorts) => ({
  /** @throws DomainError CURSO_NAO_ENCONTRADO, MODULO_NAO_ENCONTRADO, AULA_JA_EXISTE, CURSO_GRANDE_DEMAIS */
  criarAula: async ({ requestId, ...pedido }: CriarAula): Promise<AulaLida> => {
    const { idCurso, idModulo, aula, posicao } = pedido;
    await cursos.alterar(
      [idCurso],
      (acervo) => {
        const curso = inserirAula(cursoDo(acervo, idCurso), idModulo, aula, posicao, clock.now());
        return { gravar: [conferir(curso, acervo.grafo)], resposta: null };
      },
      { pedido: { escopo: 'CreateAula', requestId, corpo: pedido } },
    );
    return lida(cursos, idCurso, aula.id);
  },

  /** @throws DomainError CURSO_NAO_ENCONTRADO, AULA_NAO_ENCONTRADA, MODULO_NAO_ENCONTRADO, CURSO_SEM_AULA_PUBLICADA */
  alterarAula: async (idCurso: string, id: string, mudancas: MudancasDaAula): Promise<AulaLida> => {
    await cursos.alterar([idCurso], (acervo) => {
      const curso = editarAula(cursoDo(acervo, idCurso), id, mudancas, clock.now());
      return { gravar: [conferir(curso, acervo.grafo)], resposta: undefined };
    });
    if (mudancas.situacao === 'rascunho') await concluirCompletos(idCurso);
    return lida(cursos, idCurso, id);
  },

  /** @throws DomainError CURSO_NAO_ENCONTRADO, AULA_NAO_ENCONTRADA, CURSO_SEM_AULA_PUBLICADA */
  excluirAula: async (idCurso: string, id: string): Promise<void> => {
    await cursos.alterar([idCurso], (acervo) => {
      const curso = removerAula(cursoDo(acervo, idCurso), id, clock.now());
      return { gravar: [conferir(curso, acervo.grafo)], resposta: undefined };
    });
    await concluirCompletos(idCurso);
  },
});

async function lida(cursos: Cursos, idCurso: string, id: string): Promise<AulaLida> {
  const aula = await cursos.buscarAula(idCurso, id);
  if (aula === undefined) throw aulaNaoEncontrada(id);
  return aula;
}
