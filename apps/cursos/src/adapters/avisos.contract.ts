import { curso, INICIO } from '../../test/exemplos.js';
import type { Avisos, Cursos, Inscricoes } from '../app/ports.js';
import { gravar } from './cursos.contract.js';

interface Stores {
  readonly cursos: Cursos;
  readonly inscricoes: Inscricoes;
  readonly avisos: Avisos;
}

const later = (ms: number): Date => new Date(INICIO.getTime() + ms);

/** What every outbox must do. */
export function avisosContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name} as Avisos`, () => {
    let stores: Stores;
    let avisos: Avisos;

    beforeEach(async () => {
      stores = await open();
      avisos = stores.avisos;
      await gravar(stores.cursos, curso('um'));
    });

    const queue = (id: string, ocorridoEm: Date): Promise<void> =>
      stores.inscricoes.alterar('um', `user-of-${id}`, ({ idUsuario }) => ({
        gravar: {
          inscricao: {
            idCurso: 'um',
            idUsuario,
            situacao: 'ativa',
            inscritoEm: ocorridoEm,
            aulasConcluidas: new Set(),
          },
          eventos: [{ tipo: 'inscrito', ocorridoEm }],
        },
        avisos: [{ id, idUsuario, titulo: 'T', mensagem: 'M', dados: {} }],
        resposta: undefined,
      }));

    const due = async (agora: Date, limite = 10): Promise<string[]> =>
      (await avisos.pendentes(agora, limite)).map(({ aviso }) => aviso.id);

    it('gives what is due, the longest due first, as many as asked for', async () => {
      await queue('b', later(1));
      await queue('a', later(2));
      await queue('c', later(9));
      expect(await due(later(2))).toEqual(['b', 'a']);
      expect(await due(later(9), 1)).toEqual(['b']);
    });

    it('forgets what was delivered', async () => {
      await queue('a', INICIO);
      await avisos.entregue('a');
      expect(await due(later(9))).toEqual([]);
    });

    it('holds back what was put off, and counts the attempts', async () => {
      await queue('a', INICIO);
      await avisos.adiar('a', later(5), 'caiu');
      expect(await due(later(4))).toEqual([]);
      expect((await avisos.pendentes(later(5), 1))[0]?.tentativas).toBe(1);
    });

    it('does not try again what was given up', async () => {
      await queue('a', INICIO);
      await avisos.desistir('a', 'recusado');
      expect(await due(later(1e12))).toEqual([]);
    });
  });
}
