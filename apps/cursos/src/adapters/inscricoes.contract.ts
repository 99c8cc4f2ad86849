import { aula, curso, INICIO, modulo } from '../../test/exemplos.js';
import type { Avisos, Cursos, Inscricoes } from '../app/ports.js';
import type { EventoInscricao, Inscricao } from '../domain/inscricao.js';
import { gravar } from './cursos.contract.js';

interface Stores {
  readonly cursos: Cursos;
  readonly inscricoes: Inscricoes;
  readonly avisos: Avisos;
}

const later = (minutes: number): Date => new Date(INICIO.getTime() + minutes * 60_000);

const inscricao = (idCurso: string, idUsuario: string, fields: Partial<Inscricao> = {}): Inscricao => ({
  idCurso,
  idUsuario,
  situacao: 'ativa',
  inscritoEm: INICIO,
  aulasConcluidas: new Set(),
  ...fields,
});

const INSCRITO: EventoInscricao = { tipo: 'inscrito', ocorridoEm: INICIO };

/** What every home of enrolments must do. */
export function inscricoesContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name} as Inscricoes`, () => {
    let stores: Stores;
    let inscricoes: Inscricoes;

    beforeEach(async () => {
      stores = await open();
      inscricoes = stores.inscricoes;
      await gravar(
        stores.cursos,
        curso('um'),
        curso('dois', { preRequisitos: ['um', 'tres'] }),
        curso('tres'),
      );
    });

    const put = (nova: Inscricao, eventos: readonly EventoInscricao[] = [INSCRITO]): Promise<void> =>
      inscricoes.alterar(nova.idCurso, nova.idUsuario, () => ({
        gravar: { inscricao: nova, eventos },
        resposta: undefined,
      }));

    it('gives back an enrolment as it became', async () => {
      await put(inscricao('um', 'ana', { aulasConcluidas: new Set(['a', 'b']) }));
      const depois = inscricao('um', 'ana', {
        situacao: 'cancelada',
        canceladaEm: later(1),
        concluidaEm: later(2),
        aulasConcluidas: new Set(['b', 'c']),
      });
      await put(depois, []);
      expect(await inscricoes.buscar('um', 'ana')).toEqual(depois);
      expect(await inscricoes.buscar('um', 'bia')).toBeUndefined();
    });

    it('shows a decision the course, the enrolment and what is still required', async () => {
      await put(inscricao('um', 'ana', { situacao: 'cancelada', concluidaEm: later(1) }));
      const quadro = await inscricoes.alterar('dois', 'ana', (q) => ({ resposta: q }));
      expect(quadro.curso?.id).toBe('dois');
      expect(quadro.inscricao).toBeUndefined();
      expect(quadro.pendentes).toEqual([{ id: 'tres', titulo: 'Curso tres' }]);
      expect((await inscricoes.alterar('falta', 'ana', (q) => ({ resposta: q }))).curso).toBeUndefined();
    });

    it('keeps the history in order', async () => {
      await put(inscricao('um', 'ana'));
      const eventos: EventoInscricao[] = [
        { tipo: 'aula-concluida', ocorridoEm: INICIO, idAula: 'a' },
        { tipo: 'concluido', ocorridoEm: INICIO },
      ];
      await put(inscricao('um', 'ana'), eventos);
      expect(await inscricoes.historico('um', 'ana')).toEqual([INSCRITO, ...eventos]);
      expect(await inscricoes.historico('um', 'bia')).toEqual([]);
    });

    it('stores notices with what they tell of, or neither', async () => {
      const aviso = { id: 'av-1', idUsuario: 'ana', titulo: 'T', mensagem: 'M', dados: { id_curso: 'um' } };
      const transicao = { inscricao: inscricao('um', 'ana'), eventos: [INSCRITO] };
      await inscricoes.alterar('um', 'ana', () => ({
        gravar: transicao,
        avisos: [aviso],
        resposta: undefined,
      }));
      expect(await stores.avisos.pendentes(INICIO, 10)).toEqual([{ aviso, criadoEm: INICIO, tentativas: 0 }]);
      const refused = inscricoes.alterar('um', 'bia', () => {
        throw new RangeError('não');
      });
      await expect(refused).rejects.toThrow(RangeError);
      expect(await stores.avisos.pendentes(later(9), 10)).toHaveLength(1);
    });

    it('lists the courses of a user, the latest first, page by page, with their published lessons', async () => {
      await put(inscricao('um', 'ana', { inscritoEm: later(1) }));
      await put(inscricao('dois', 'ana', { inscritoEm: later(1) }));
      await put(inscricao('tres', 'ana', { inscritoEm: later(2), aulasConcluidas: new Set(['a']) }));
      await put(inscricao('um', 'bia'));
      const first = await inscricoes.doUsuario('ana', { limite: 2, canceladas: false });
      expect(first.map((linha) => linha.inscricao.idCurso)).toEqual(['tres', 'um']);
      expect(first[0]).toEqual({
        inscricao: inscricao('tres', 'ana', { inscritoEm: later(2), aulasConcluidas: new Set(['a']) }),
        tituloCurso: 'Curso tres',
        aulas: [
          { id: 'a', idModulo: 'm1', titulo: 'Aula a' },
          { id: 'b', idModulo: 'm1', titulo: 'Aula b' },
          { id: 'c', idModulo: 'm2', titulo: 'Aula c' },
        ],
      });
      const apos = { inscritoEm: later(1), idCurso: 'um' };
      const second = await inscricoes.doUsuario('ana', { limite: 2, apos, canceladas: false });
      expect(second.map((linha) => linha.inscricao.idCurso)).toEqual(['dois']);
      expect(await inscricoes.doUsuario('caio', { limite: 2, canceladas: true })).toEqual([]);
    });

    it('lists cancelled enrolments only when asked', async () => {
      await put(inscricao('um', 'ana', { situacao: 'cancelada', canceladaEm: later(1) }));
      expect(await inscricoes.doUsuario('ana', { limite: 5, canceladas: false })).toHaveLength(0);
      expect(await inscricoes.doUsuario('ana', { limite: 5, canceladas: true })).toHaveLength(1);
    });

    it('walks through the active students of a course by id', async () => {
      for (const id of ['caio', 'ana', 'bia']) await put(inscricao('um', id));
      await put(inscricao('um', 'davi', { situacao: 'concluida', concluidaEm: later(1) }));
      await put(inscricao('dois', 'eva'));
      expect(await inscricoes.ativos('um', { limite: 2 })).toEqual(['ana', 'bia']);
      expect(await inscricoes.ativos('um', { limite: 2, apos: 'bia' })).toEqual(['caio']);
    });

    it('knows who of them has every published lesson', async () => {
      const feitas = { ana: ['a', 'b', 'c'], bia: ['a', 'c'], caio: ['a', 'b', 'c'] };
      for (const [id, aulas] of Object.entries(feitas)) {
        await put(inscricao('um', id, { aulasConcluidas: new Set(aulas) }));
      }
      await put(inscricao('tres', 'ana', { aulasConcluidas: new Set(['a']) }));
      expect(await inscricoes.ativosSemPendencias('um', { limite: 1 })).toEqual(['ana']);
      expect(await inscricoes.ativosSemPendencias('um', { limite: 9, apos: 'ana' })).toEqual(['caio']);
      const rascunhos = ['a', 'b', 'c'].map((id) => aula(id, { situacao: 'rascunho' }));
      await gravarSobre('um', curso('um', { modulos: [modulo('m1', rascunhos)] }));
      expect(await inscricoes.ativosSemPendencias('um', { limite: 9 })).toEqual([]);
    });

    it('forgets the progress on a lesson that is taken away, and keeps its history', async () => {
      const evento: EventoInscricao = { tipo: 'aula-concluida', ocorridoEm: INICIO, idAula: 'a' };
      await put(inscricao('um', 'ana', { aulasConcluidas: new Set(['a', 'b']) }), [evento]);
      await gravarSobre('um', curso('um', { modulos: [modulo('m1', [aula('b')])] }));
      expect((await inscricoes.buscar('um', 'ana'))?.aulasConcluidas).toEqual(new Set(['b']));
      expect(await inscricoes.historico('um', 'ana')).toEqual([evento]);
    });

    const gravarSobre = (id: string, novo: ReturnType<typeof curso>): Promise<void> =>
      stores.cursos.alterar([id], () => ({ gravar: [novo], resposta: undefined }));
  });
}
