import { status } from '@grpc/grpc-js';
import {
  type Aula,
  CreateAulaRequest,
  Curso,
  Modulo,
  SituacaoAula,
  SituacaoCurso,
  UpdateAulaRequest,
  UpdateCursoRequest,
  UpdateModuloRequest,
} from '@trilha/proto-gen/cursos';
import { type CursosClient, type RunningCursos, refusalOf, startCursos } from './start-cursos.js';

let running: RunningCursos;
let client: CursosClient;

beforeEach(async () => {
  running = await startCursos();
  client = running.client;
});
afterEach(() => running.close());

const criarCurso = (id: string, fields: Partial<Curso> = {}, requestId = '') =>
  client.createCurso({ curso: Curso.fromPartial({ id, titulo: `Curso ${id}`, ...fields }), requestId });
const criarModulo = (idCurso: string, id: string, posicao = 0) =>
  client.createModulo({
    modulo: Modulo.fromPartial({ idCurso, id, titulo: `Módulo ${id}`, posicao }),
    requestId: '',
  });
const criarAula = (idCurso: string, idModulo: string, id: string, fields: Partial<Aula> = {}) =>
  client.createAula(
    CreateAulaRequest.fromPartial({
      aula: {
        idCurso,
        idModulo,
        id,
        titulo: `Aula ${id}`,
        situacao: SituacaoAula.SITUACAO_AULA_PUBLICADA,
        ...fields,
      },
    }),
  );
const mudar = (id: string, updateMask: string[], fields: Partial<Curso>) =>
  client.updateCurso(UpdateCursoRequest.fromPartial({ curso: { id, ...fields }, updateMask }));
const mudarAula = (id: string, updateMask: string[], fields: Partial<Aula>) =>
  client.updateAula(UpdateAulaRequest.fromPartial({ aula: { id, idCurso: 'um', ...fields }, updateMask }));

const PUBLICADO = { situacao: SituacaoCurso.SITUACAO_CURSO_PUBLICADO };
async function publicar(id: string, fields: Partial<Curso> = {}): Promise<void> {
  await criarCurso(id, fields);
  await criarModulo(id, 'm1');
  await criarAula(id, 'm1', 'a1');
  await mudar(id, ['situacao'], PUBLICADO);
}

describe('courses', () => {
  it('are made as drafts and given back as they were made', async () => {
    const fields = { resumo: 'R', descricao: '# D', etiquetas: ['a', 'b'], autoria: 'Eu', licenca: 'MIT' };
    const criado = await criarCurso('um', fields);
    expect(criado).toMatchObject({ id: 'um', ...fields, situacao: SituacaoCurso.SITUACAO_CURSO_RASCUNHO });
    expect(criado.criadoEm).toEqual(running.clock.now());
    expect(await client.getCurso({ idCurso: 'um', incluirRascunhos: true })).toEqual(criado);
  });

  it('get an id from their title', async () => {
    expect((await criarCurso('', { titulo: 'Ação & Reação' })).id).toBe('acao-reacao');
    expect(await refusalOf(criarCurso('', { titulo: '???' }))).toMatchObject({ fields: ['curso.id'] });
  });

  it('are made once per request_id', async () => {
    const first = await criarCurso('um', {}, 'r-1');
    expect(await criarCurso('um', {}, 'r-1')).toEqual(first);
    expect(await refusalOf(criarCurso('dois', {}, 'r-1'))).toMatchObject({ reason: 'PEDIDO_DIFERENTE' });
    expect(await refusalOf(criarCurso('um', {}, 'r-2'))).toMatchObject({
      code: status.ALREADY_EXISTS,
      reason: 'CURSO_JA_EXISTE',
    });
  });

  it('name every wrong field at once', async () => {
    const wrong = criarCurso('A b', {
      titulo: ' ',
      resumo: 'duas\nlinhas',
      etiquetas: ['x', 'x'],
      preRequisitos: ['?'],
      ...PUBLICADO,
    });
    expect((await refusalOf(wrong)).fields).toEqual([
      'curso.etiquetas',
      'curso.id',
      'curso.pre_requisitos',
      'curso.resumo',
      'curso.situacao',
      'curso.titulo',
    ]);
  });

  it('as drafts are seen by staff only', async () => {
    await criarCurso('um');
    expect(await refusalOf(client.getCurso({ idCurso: 'um', incluirRascunhos: false }))).toMatchObject({
      code: status.NOT_FOUND,
      reason: 'CURSO_NAO_ENCONTRADO',
    });
  });

  it('are published with a published lesson only, and keep it', async () => {
    await criarCurso('um');
    await criarModulo('um', 'm1');
    await criarAula('um', 'm1', 'a1', { situacao: SituacaoAula.SITUACAO_AULA_RASCUNHO });
    const semAula = { code: status.FAILED_PRECONDITION, reason: 'CURSO_SEM_AULA_PUBLICADA' };
    expect(await refusalOf(mudar('um', ['situacao'], PUBLICADO))).toMatchObject(semAula);
    await mudarAula('a1', ['situacao'], { situacao: SituacaoAula.SITUACAO_AULA_PUBLICADA });
    expect((await mudar('um', ['situacao'], PUBLICADO)).totalAulas).toBe(1);
    expect(await refusalOf(client.deleteAula({ idCurso: 'um', idAula: 'a1' }))).toMatchObject(semAula);
  });

  it('change in the fields of the mask only', async () => {
    await criarCurso('um', { resumo: 'R', etiquetas: ['x'] });
    const mudado = await mudar('um', ['titulo', 'pre_requisitos'], { titulo: 'Novo', resumo: 'ignorado' });
    expect(mudado).toMatchObject({ titulo: 'Novo', resumo: 'R', etiquetas: ['x'], preRequisitos: [] });
    expect((await mudar('um', ['etiquetas'], {})).etiquetas).toEqual([]);
  });

  it('take camelCase in masks, and refuse a mask that is empty or names what cannot change', async () => {
    await criarCurso('um');
    await criarCurso('dois');
    expect((await mudar('um', ['preRequisitos'], { preRequisitos: ['dois'] })).preRequisitos).toEqual([
      'dois',
    ]);
    expect((await refusalOf(mudar('um', [], { titulo: 'x' }))).fields).toEqual(['update_mask']);
    const refused = await refusalOf(mudar('um', ['titulo', 'criado_em', 'preco'], { titulo: '' }));
    expect(refused.code).toBe(status.INVALID_ARGUMENT);
    expect(refused.fields).toEqual(['curso.titulo', 'update_mask', 'update_mask']);
    expect(refused.message).toContain('"criado_em"');
    expect(refused.message).toContain('"preco"');
  });

  it('let one of two changes win that together would close a cycle', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => criarCurso(id)));
    const changes = [
      mudar('a', ['pre_requisitos'], { preRequisitos: ['b'] }),
      mudar('b', ['pre_requisitos'], { preRequisitos: ['c'] }),
      mudar('c', ['pre_requisitos'], { preRequisitos: ['a'] }),
    ];
    const ends = await Promise.allSettled(changes);
    expect(ends.filter(({ status: end }) => end === 'rejected')).toHaveLength(1);
    const lost = changes[ends.findIndex(({ status: end }) => end === 'rejected')];
    expect(await refusalOf(lost ?? Promise.resolve())).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'PRE_REQUISITO_CICLICO',
    });
  });

  it('are deleted unless somebody is enrolled or another course requires them', async () => {
    await publicar('um');
    await publicar('dois', { preRequisitos: ['um'] });
    const apagar = (idCurso: string) => client.deleteCurso({ idCurso });
    expect(await refusalOf(apagar('um'))).toMatchObject({
      reason: 'CURSO_EXIGIDO',
      metadata: { cursos: 'dois' },
    });
    await mudar('dois', ['pre_requisitos'], {});
    await client.enrollUser({ idCurso: 'um', idUsuario: 'ana' });
    expect(await refusalOf(apagar('um'))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'CURSO_COM_INSCRITOS',
    });
    await client.leaveCourse({ idCurso: 'um', idUsuario: 'ana' });
    await apagar('um');
    expect(await refusalOf(apagar('um'))).toMatchObject({ code: status.NOT_FOUND });
  });
});

describe('lists of courses', () => {
  const list = (busca: string, fields = {}) =>
    client.listCursos({ busca, incluirRascunhos: false, pageSize: 0, pageToken: '', ...fields });

  it('find words whatever their accents and case', async () => {
    await publicar('um', { titulo: 'Fotossíntese e ÁGUA' });
    await publicar('dois', { titulo: 'Redes' });
    const { cursos, total } = await list('agua FOTOSSINTESE');
    expect(cursos.map(({ id }) => id)).toEqual(['um']);
    expect([total, cursos[0]?.totalAulas, cursos[0]?.modulos]).toEqual([1, 1, []]);
  });

  it('follow a lesson that gets another title, and forget one that goes', async () => {
    await publicar('um');
    await criarAula('um', 'm1', 'a2', { titulo: 'Órbitas' });
    expect((await list('orbitas')).total).toBe(1);
    await mudarAula('a2', ['titulo'], { titulo: 'Marés' });
    expect([(await list('orbitas')).total, (await list('mares')).total]).toEqual([0, 1]);
    await client.deleteAula({ idCurso: 'um', idAula: 'a2' });
    expect((await list('mares')).total).toBe(0);
  });

  it('go page by page through equal titles', async () => {
    for (const id of ['c', 'a', 'b']) await criarCurso(id, { titulo: 'Igual' });
    const all = { incluirRascunhos: true, pageSize: 2 };
    const first = await list('', all);
    const second = await list('', { ...all, pageToken: first.nextPageToken });
    expect([...first.cursos, ...second.cursos].map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect([first.total, second.nextPageToken]).toEqual([3, '']);
    expect((await refusalOf(list('', { pageToken: 'x' }))).fields).toEqual(['page_token']);
    expect((await refusalOf(list('', { pageSize: 101 }))).fields).toEqual(['page_size']);
  });
});

describe('modules and lessons', () => {
  beforeEach(async () => {
    await criarCurso('um');
    await criarModulo('um', 'm1');
    await criarModulo('um', 'm2');
    for (const id of ['a', 'b', 'c']) await criarAula('um', 'm1', id);
  });

  const ordem = async (): Promise<string> => {
    const { modulos } = await client.getCurso({ idCurso: 'um', incluirRascunhos: true });
    for (const [i, modulo] of modulos.entries()) {
      expect(modulo.posicao).toBe(i + 1);
      expect(modulo.aulas.map(({ posicao }) => posicao)).toEqual(modulo.aulas.map((_aula, j) => j + 1));
    }
    return modulos.map(({ id, aulas }) => `${id}:${aulas.map((aula) => aula.id).join('')}`).join(' ');
  };

  it('stand where they are put', async () => {
    const modulo = await criarModulo('um', 'm0', 1);
    const aula = await criarAula('um', 'm1', 'z', { posicao: 2, conteudo: '# Z', duracaoMinutos: 7 });
    expect([modulo.posicao, aula.posicao, aula.conteudo, aula.duracaoMinutos]).toEqual([1, 2, '# Z', 7]);
    expect(await ordem()).toBe('m0: m1:azbc m2:');
  });

  it('move, and take their text along', async () => {
    await mudarAula('b', ['conteudo'], { conteudo: 'Texto de b' });
    const movida = await mudarAula('b', ['id_modulo', 'posicao'], { idModulo: 'm2', posicao: 1 });
    expect([movida.idModulo, movida.posicao, movida.conteudo]).toEqual(['m2', 1, 'Texto de b']);
    await client.updateModulo(
      UpdateModuloRequest.fromPartial({
        modulo: { idCurso: 'um', id: 'm2', posicao: 1 },
        updateMask: ['posicao'],
      }),
    );
    await mudarAula('a', ['posicao'], { posicao: 9 });
    expect(await ordem()).toBe('m2:b m1:ca');
  });

  it('lose no move of many made at once', async () => {
    const moves = ['a', 'b', 'c', 'a', 'b', 'c'].map((id, i) =>
      mudarAula(id, ['id_modulo', 'posicao'], { idModulo: i % 2 ? 'm1' : 'm2', posicao: 1 + (i % 3) }),
    );
    await Promise.all(moves);
    expect(
      (await ordem())
        .replace(/m\d:| /g, '')
        .split('')
        .sort()
        .join(''),
    ).toBe('abc');
  });

  it('as drafts are seen by staff only', async () => {
    await mudarAula('b', ['situacao'], { situacao: SituacaoAula.SITUACAO_AULA_RASCUNHO });
    await mudar('um', ['situacao'], PUBLICADO);
    const curso = await client.getCurso({ idCurso: 'um', incluirRascunhos: false });
    expect(curso.modulos[0]?.aulas.map(({ id, conteudo }) => [id, conteudo])).toEqual([
      ['a', ''],
      ['c', ''],
    ]);
    const ver = (incluirRascunhos: boolean) =>
      client.getAula({ idCurso: 'um', idAula: 'b', incluirRascunhos });
    expect(await refusalOf(ver(false))).toMatchObject({
      code: status.NOT_FOUND,
      reason: 'AULA_NAO_ENCONTRADA',
    });
    expect((await ver(true)).id).toBe('b');
  });

  it('are deleted, a module only when it is empty', async () => {
    expect(await refusalOf(client.deleteModulo({ idCurso: 'um', idModulo: 'm1' }))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'MODULO_COM_AULAS',
    });
    await client.deleteModulo({ idCurso: 'um', idModulo: 'm2' });
    await client.deleteAula({ idCurso: 'um', idAula: 'a' });
    expect(await ordem()).toBe('m1:bc');
  });

  it('refuse wrong places, and places that are not there', async () => {
    expect((await refusalOf(criarAula('um', 'm1', 'x', { posicao: -1 }))).fields).toEqual(['aula.posicao']);
    expect((await refusalOf(mudarAula('a', ['posicao'], {}))).fields).toEqual(['aula.posicao']);
    expect(await refusalOf(criarAula('um', 'm9', 'x'))).toMatchObject({ reason: 'MODULO_NAO_ENCONTRADO' });
    expect(await refusalOf(criarAula('um', 'm2', 'a'))).toMatchObject({ code: status.ALREADY_EXISTS });
  });
});
