import type { Clock, NewId } from '@trilha/service-kit/base';
import { avisosDe } from '../domain/aviso.js';
import { aulasPublicadas } from '../domain/curso.js';
import { cursoNaoEncontrado } from '../domain/errors.js';
import {
  cancelar,
  type Inscricao,
  inscrever,
  type Progresso,
  progressoDe,
  type Quadro,
  registrarProgresso,
  type Transicao,
} from '../domain/inscricao.js';
import type { Inscricoes } from './ports.js';

/** An enrolment as its student sees it. */
export interface InscricaoVista {
  readonly inscricao: Inscricao;
  readonly tituloCurso: string;
  readonly progresso: Progresso;
}

interface Ports {
  readonly inscricoes: Inscricoes;
  readonly clock: Clock;
  readonly newId: NewId;
}

/**
 * What a student does with a course. Everything is idempotent, so callers may retry; the notices of what happened are
 * stored in the same transaction and delivered later, whether notificacoes is up or not.
 */
export const createInscreverAluno = ({ inscricoes, clock, newId }: Ports) => {
  const mudar = (
    idCurso: string,
    idUsuario: string,
    decidir: (quadro: Quadro, agora: Date) => Transicao,
  ): Promise<InscricaoVista> =>
    inscricoes.alterar(idCurso, idUsuario, (quadro) => {
      const transicao = decidir(quadro, clock.now());
      if (quadro.curso === undefined) throw cursoNaoEncontrado(idCurso);
      const { inscricao, eventos } = transicao;
      return {
        gravar: eventos.length > 0 ? transicao : undefined,
        avisos: avisosDe(quadro.curso, idUsuario, eventos, newId),
        resposta: {
          inscricao,
          tituloCurso: quadro.curso.titulo,
          progresso: progressoDe(aulasPublicadas(quadro.curso), inscricao.aulasConcluidas),
        },
      };
    });

  return {
    /** @throws DomainError CURSO_NAO_ENCONTRADO, PRE_REQUISITO_PENDENTE */
    inscreverAluno: (idCurso: string, idUsuario: string): Promise<InscricaoVista> =>
      mudar(idCurso, idUsuario, inscrever),

    /** @throws DomainError CURSO_NAO_ENCONTRADO, INSCRICAO_NAO_ENCONTRADA */
    cancelarInscricao: (idCurso: string, idUsuario: string): Promise<InscricaoVista> =>
      mudar(idCurso, idUsuario, cancelar),

    /** @throws DomainError CURSO_NAO_ENCONTRADO, AULA_NAO_ENCONTRADA, USUARIO_NAO_INSCRITO */
    registrarProgresso: (
      idCurso: string,
      idUsuario: string,
      aula: { readonly idAula: string; readonly concluida: boolean },
    ): Promise<InscricaoVista> =>
      mudar(idCurso, idUsuario, (quadro, agora) => registrarProgresso(quadro, aula, agora)),
  };
};
