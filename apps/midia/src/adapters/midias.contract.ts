import type { Midias } from '../app/ports.js';
import type { Midia } from '../domain/midia.js';

const midia = (id: string, fields: Partial<Midia> = {}): Midia => ({
  id,
  idCurso: 'botanica',
  idAula: '',
  nome: `${id}.pdf`,
  tipoConteudo: 'application/pdf',
  tamanhoBytes: 2 ** 33,
  sha256: 'a'.repeat(64),
  criadaEm: new Date('2026-03-02T12:00:00Z'),
  ...fields,
});

/** What every home of what is known of files must do. */
export function midiasContract(name: string, open: () => Promise<Midias>): void {
  describe(`${name} as Midias`, () => {
    let midias: Midias;

    beforeEach(async () => {
      midias = await open();
    });

    it('gives back what it keeps, by id and by name', async () => {
      await midias.inserir(midia('m-1'));
      expect(await midias.buscar('m-1')).toEqual(midia('m-1'));
      expect(await midias.buscarPorNome('botanica', 'm-1.pdf')).toEqual(midia('m-1'));
      expect(await midias.buscarPorNome('redes', 'm-1.pdf')).toBeUndefined();
    });

    it('keeps one media per name of a course', async () => {
      await midias.inserir(midia('m-1', { nome: 'a.pdf' }));
      expect((await midias.inserir(midia('m-2', { nome: 'a.pdf' }))).id).toBe('m-1');
      expect((await midias.inserir(midia('m-3', { nome: 'a.pdf', idCurso: 'redes' }))).id).toBe('m-3');
      expect(await midias.buscar('m-2')).toBeUndefined();
    });

    it('counts who else holds the bytes of what is deleted', async () => {
      await midias.inserir(midia('m-1'));
      await midias.inserir(midia('m-2'));
      expect((await midias.excluir('m-1'))?.outras).toBe(1);
      expect((await midias.excluir('m-2'))?.outras).toBe(0);
      expect(await midias.excluir('m-2')).toBeUndefined();
      expect(await midias.temBytes('a'.repeat(64))).toBe(false);
    });

    it('lists by name, page by page, and by lesson', async () => {
      for (const id of ['c', 'a', 'b'])
        await midias.inserir(midia(id, { idAula: id === 'b' ? 'folhas' : '' }));
      const names = async (filter: Partial<Parameters<Midias['listar']>[0]>) =>
        (await midias.listar({ idCurso: 'botanica', limite: 2, ...filter })).map(({ id }) => id);
      expect(await names({})).toEqual(['a', 'b']);
      expect(await names({ apos: 'b.pdf' })).toEqual(['c']);
      expect(await names({ idAula: 'folhas' })).toEqual(['b']);
    });
  });
}
