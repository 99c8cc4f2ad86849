import { createTutorIndex } from '../domain/tutor/index.js';
import { OfflineTutor } from './offline-tutor.js';
import { tutorContract } from './tutor.contract.js';

const read = jest.fn(createTutorIndex);
const prazo = { signal: new AbortController().signal };
const passagem = (id: string, texto: string) => ({ id, titulo: '', texto });

beforeEach(() => read.mockClear());

tutorContract('OfflineTutor', () => ({ tutor: new OfflineTutor() }));

describe('OfflineTutor', () => {
  const ask = (tutor: OfflineTutor, texto: string, id = 'a') =>
    tutor.responder({ duvida: 'O que a raiz faz?', passagens: [passagem(id, texto)], conversa: [] }, prazo);

  it('reads the same passages once', async () => {
    const tutor = new OfflineTutor({ createIndex: read });
    for (let i = 0; i < 3; i++) await ask(tutor, 'A raiz absorve água.');
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('reads passages that differ in text or id anew', async () => {
    const tutor = new OfflineTutor({ createIndex: read });
    expect((await ask(tutor, 'A raiz absorve água.')).idPassagem).toBe('a');
    expect((await ask(tutor, 'A raiz absorve água.', 'b')).idPassagem).toBe('b');
    expect((await ask(tutor, 'A raiz absorve sais.')).texto).toContain('sais');
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('forgets the passages asked about longest ago, when they are too many', async () => {
    const tutor = new OfflineTutor({ createIndex: read, maxIndices: 2 });
    for (const word of ['um', 'dois', 'um', 'três', 'um']) await ask(tutor, `A raiz ${word}.`);
    expect(read).toHaveBeenCalledTimes(3);
    await ask(tutor, 'A raiz dois.');
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('forgets them, too, when their texts are too long together', async () => {
    const tutor = new OfflineTutor({ createIndex: read, maxCaracteres: 30 });
    for (const word of ['um', 'dois', 'três', 'três']) await ask(tutor, `A raiz ${word}.`);
    expect(read).toHaveBeenCalledTimes(3);
    await ask(tutor, 'A raiz um.');
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('chooses the nearest passages that fit, one at least', () => {
    const tutor = new OfflineTutor();
    const raiz = passagem('raiz', 'A raiz absorve água do solo e a raiz fixa a planta.');
    const caule = passagem('caule', 'O caule leva a água que a raiz absorve.');
    const mar = passagem('mar', 'O mar tem ondas.');
    const choose = (max: number) => tutor.selecionar('O que a raiz absorve?', [mar, caule, raiz], max);
    expect(choose(1)).toHaveLength(1);
    expect(
      choose(100)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['caule', 'raiz']);
    expect(tutor.selecionar('Xyz?', [mar], 1)).toEqual([mar]);
  });
});
