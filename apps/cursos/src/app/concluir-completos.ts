import type { Clock, NewId } from '@trilha/service-kit/base';
import { avisosDe } from '../domain/aviso.js';
import { reavaliar } from '../domain/inscricao.js';
import type { Inscricoes } from './ports.js';

const PAGINA = 200;

/**
 * Completes the enrolments that lack nothing any more, as happens when the one lesson still open is taken away or
 * unpublished. May be repeated at will; a user missed here is completed with the next progress recorded.
 */
export const createConcluirCompletos =
  (ports: { readonly inscricoes: Inscricoes; readonly clock: Clock; readonly newId: NewId }) =>
  async (idCurso: string): Promise<void> => {
    const { inscricoes, clock, newId } = ports;
    let apos: string | undefined;
    do {
      const usuarios = await inscricoes.ativosSemPendencias(idCurso, { limite: PAGINA, apos });
      for (const idUsuario of usuarios) {
        await inscricoes.alterar(idCurso, idUsuario, (quadro) => {
          const gravar = reavaliar(quadro, clock.now());
          if (gravar === undefined || quadro.curso === undefined) return { resposta: undefined };
          return {
            gravar,
            avisos: avisosDe(quadro.curso, idUsuario, gravar.eventos, newId),
            resposta: undefined,
          };
        });
      }
      apos = usuarios.length === PAGINA ? usuarios.at(-1) : undefined;
    } while (apos !== undefined);
  };
