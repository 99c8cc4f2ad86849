import { decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { inscricaoNaoEncontrada } from '../domain/errors.js';
import { type EventoInscricao, progressoDe } from '../domain/inscricao.js';
import type { InscricaoVista } from './inscrever-aluno.js';
import type { Inscricoes } from './ports.js';

export interface CursosDoUsuario {
  readonly idUsuario: string;
  readonly incluirCanceladas: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Reading enrolments. */
export const createConsultarInscricoes = ({ inscricoes }: { readonly inscricoes: Inscricoes }) => ({
  cursosDoUsuario: async (pedido: CursosDoUsuario): Promise<Page<InscricaoVista>> => {
    const limite = pageSizeOf(pedido.pageSize);
    const key = decodePageToken(pedido.pageToken, ['number', 'string']);
    const linhas = await inscricoes.doUsuario(pedido.idUsuario, {
      limite: limite + 1,
      apos: key && { inscritoEm: new Date(key[0]), idCurso: key[1] },
      canceladas: pedido.incluirCanceladas,
    });
    const vistas = linhas.map(({ inscricao, tituloCurso, aulas }) => ({
      inscricao,
      tituloCurso,
      progresso: progressoDe(aulas, inscricao.aulasConcluidas),
    }));
    return pageOf(vistas, limite, ({ inscricao }) => [inscricao.inscritoEm.getTime(), inscricao.idCurso]);
  },

  /** @throws DomainError INSCRICAO_NAO_ENCONTRADA */
  historico: async (idCurso: string, idUsuario: string): Promise<readonly EventoInscricao[]> => {
    const eventos = await inscricoes.historico(idCurso, idUsuario);
    if (eventos.length === 0) throw inscricaoNaoEncontrada(idCurso);
    return eventos;
  },
});
