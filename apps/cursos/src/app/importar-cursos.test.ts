import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { aula, curso, modulo } from '../../test/exemplos.js';
import { createMemoryStores } from '../adapters/memory-stores.js';
import type { CursoEscrito } from '../domain/importacao.js';
import { createConcluirCompletos } from './concluir-completos.js';
import { createImportarCursos } from './importar-cursos.js';
import { createInscreverAluno } from './inscrever-aluno.js';
import { createSemear } from './semear.js';

function setup() {
  const stores = createMemoryStores();
  const portas = { ...stores, clock: new FakeClock(), newId: sequentialIds() };
  const importarCursos = createImportarCursos({
    ...portas,
    concluirCompletos: createConcluirCompletos(portas),
  });
  return {
    ...stores,
    importarCursos,
    semear: createSemear({ ...portas, importarCursos }),
    ...createInscreverAluno(portas),
  };
}

const escrito = (id: string, fields: Parameters<typeof curso>[1] = {}) => curso(id, fields) as CursoEscrito;

describe('importing courses', () => {
  it('takes courses that require each other in any order', async () => {
    const { importarCursos, cursos } = setup();
    await importarCursos([escrito('b', { preRequisitos: ['a'] }), escrito('a')]);
    expect((await cursos.buscar('b'))?.preRequisitos).toEqual(['a']);
  });

  it('imports all or none', async () => {
    const { importarCursos, cursos } = setup();
    const ciclo = [escrito('a', { preRequisitos: ['b'] }), escrito('b', { preRequisitos: ['a'] })];
    await expect(importarCursos([escrito('c'), ...ciclo])).rejects.toMatchObject({
      reason: 'PRE_REQUISITO_CICLICO',
    });
    expect(await cursos.total({ palavras: [], rascunhos: true })).toBe(0);
  });

  it('writes nothing when it is only a trial', async () => {
    const { importarCursos, cursos } = setup();
    const [relatorio] = await importarCursos([escrito('a')], { ensaio: true });
    expect(relatorio?.resultado).toBe('criado');
    expect(await cursos.buscar('a')).toBeUndefined();
  });

  it('keeps enrolments and the progress on lessons that stay, and completes whoever lacks nothing now', async () => {
    const { importarCursos, inscreverAluno, registrarProgresso, inscricoes } = setup();
    await importarCursos([escrito('a')]);
    for (const idUsuario of ['ana', 'bia']) await inscreverAluno('a', idUsuario);
    await registrarProgresso('a', 'ana', { idAula: 'b', concluida: true });
    const movida = [modulo('m9', [aula('b', { titulo: 'Outro título' })])];
    const [relatorio] = await importarCursos([escrito('a', { modulos: movida })]);
    expect(relatorio).toMatchObject({ aulasRemovidas: ['a', 'c'], aulasAlteradas: ['b'] });
    expect(await inscricoes.buscar('a', 'ana')).toMatchObject({
      situacao: 'concluida',
      aulasConcluidas: new Set(['b']),
    });
    expect((await inscricoes.buscar('a', 'bia'))?.situacao).toBe('ativa');
  });
});

describe('seeding', () => {
  it('fills an empty database, once', async () => {
    const { semear, cursos } = setup();
    const ler = async () => [escrito('a'), escrito('b')];
    expect(await semear(ler)).toHaveLength(2);
    await cursos.alterar(['a'], () => ({ remover: ['a'], resposta: undefined }));
    expect(await semear(ler)).toEqual([]);
    expect(await cursos.buscar('a')).toBeUndefined();
  });
});
