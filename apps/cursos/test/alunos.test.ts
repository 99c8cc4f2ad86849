import { status } from '@grpc/grpc-js';
import {
  RecordProgressRequest,
  SituacaoInscricao,
  EventoInscricao_Tipo as Tipo,
} from '@trilha/proto-gen/cursos';
import type { CursoEscrito } from '../src/domain/importacao.js';
import { aula, curso, modulo } from './exemplos.js';
import { type CursosClient, type RunningCursos, refusalOf, startCursos } from './start-cursos.js';

const { SITUACAO_INSCRICAO_ATIVA, SITUACAO_INSCRICAO_CANCELADA, SITUACAO_INSCRICAO_CONCLUIDA } =
  SituacaoInscricao;
let running: RunningCursos;
let client: CursosClient;

beforeEach(async () => {
  running = await startCursos();
  client = running.client;
  const cursos = [curso('um'), curso('dois', { preRequisitos: ['um'] }), curso('tres')];
  await running.casos.importarCursos(cursos as CursoEscrito[]);
});
afterEach(() => running.close());

const inscrever = (idCurso: string, idUsuario = 'ana') => client.enrollUser({ idCurso, idUsuario });
const sair = (idCurso: string, idUsuario = 'ana') => client.leaveCourse({ idCurso, idUsuario });
const fazer = (idAula: string, fields: Partial<RecordProgressRequest> = {}) =>
  client.recordProgress(
    RecordProgressRequest.fromPartial({ idCurso: 'um', idAula, idUsuario: 'ana', ...fields }),
  );
const meusCursos = (fields = {}) =>
  client.getUserCourses({
    idUsuario: 'ana',
    incluirCanceladas: false,
    pageSize: 0,
    pageToken: '',
    ...fields,
  });
const historico = async () =>
  (await client.listEnrollmentHistory({ idCurso: 'um', idUsuario: 'ana' })).eventos.map(({ tipo }) => tipo);
const avisos = async () => {
  await running.casos.entregarAvisos(new AbortController().signal);
  return running.remote.notificadas.map(({ idUsuario, titulo }) => `${idUsuario}: ${titulo}`);
};

describe('enrolments', () => {
  it('go from enrolling over lessons to completion, and tell the student', async () => {
    expect(await inscrever('um')).toMatchObject({
      situacao: SITUACAO_INSCRICAO_ATIVA,
      tituloCurso: 'Curso um',
      inscritoEm: running.clock.now(),
      progresso: {
        totalAulas: 3,
        aulasConcluidas: 0,
        percentual: 0,
        continuarEm: { id: 'a', idModulo: 'm1' },
      },
    });
    await fazer('a');
    expect((await fazer('c')).progresso).toMatchObject({ aulasConcluidas: 2, continuarEm: { id: 'b' } });
    const fim = await fazer('b');
    expect(fim).toMatchObject({ situacao: SITUACAO_INSCRICAO_CONCLUIDA, concluidaEm: running.clock.now() });
    expect(fim.progresso).toEqual({
      totalAulas: 3,
      aulasConcluidas: 3,
      percentual: 100,
      continuarEm: undefined,
    });
    expect(await historico()).toEqual([
      Tipo.TIPO_INSCRITO,
      Tipo.TIPO_AULA_CONCLUIDA,
      Tipo.TIPO_AULA_CONCLUIDA,
      Tipo.TIPO_AULA_CONCLUIDA,
      Tipo.TIPO_CONCLUIDO,
    ]);
    expect(await avisos()).toEqual(['ana: Inscrição confirmada', 'ana: Curso concluído']);
  });

  it('begin once however many race for them', async () => {
    await Promise.all(Array.from({ length: 50 }, () => inscrever('um')));
    expect(await historico()).toEqual([Tipo.TIPO_INSCRITO]);
    expect(await avisos()).toEqual(['ana: Inscrição confirmada']);
  });

  it('complete once however many last lessons race', async () => {
    await inscrever('um');
    await Promise.all(['a', 'b', 'c', 'a', 'b', 'c'].map((id) => fazer(id)));
    expect((await historico()).filter((tipo) => tipo === Tipo.TIPO_CONCLUIDO)).toHaveLength(1);
  });

  it('are left and taken up again, with progress and history kept', async () => {
    await inscrever('um');
    await fazer('a');
    expect((await sair('um')).situacao).toBe(SITUACAO_INSCRICAO_CANCELADA);
    expect((await sair('um')).canceladaEm).toEqual(running.clock.now());
    expect((await inscrever('um')).progresso?.aulasConcluidas).toBe(1);
    expect(await historico()).toEqual([
      Tipo.TIPO_INSCRITO,
      Tipo.TIPO_AULA_CONCLUIDA,
      Tipo.TIPO_CANCELADO,
      Tipo.TIPO_INSCRITO,
    ]);
  });

  it('wait for prerequisites, which completing satisfies', async () => {
    expect(await refusalOf(inscrever('dois'))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'PRE_REQUISITO_PENDENTE',
      message: 'Conclua antes: Curso um (um)',
      metadata: { cursos: 'um' },
    });
    await inscrever('um');
    for (const id of ['a', 'b', 'c']) await fazer(id);
    expect((await inscrever('dois')).situacao).toBe(SITUACAO_INSCRICAO_ATIVA);
  });

  it('take a completion back', async () => {
    await inscrever('um');
    for (const id of ['a', 'b', 'c']) await fazer(id);
    const reaberta = await fazer('b', { concluida: false });
    expect(reaberta).toMatchObject({ situacao: SITUACAO_INSCRICAO_ATIVA, concluidaEm: undefined });
    expect(reaberta.progresso?.continuarEm?.id).toBe('b');
  });

  it('are needed to record progress, in a lesson that is there', async () => {
    expect(await refusalOf(fazer('a'))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'USUARIO_NAO_INSCRITO',
    });
    expect(await refusalOf(fazer('z'))).toMatchObject({
      code: status.NOT_FOUND,
      reason: 'AULA_NAO_ENCONTRADA',
    });
    expect(await refusalOf(inscrever('outro'))).toMatchObject({ code: status.NOT_FOUND });
    expect(await refusalOf(sair('um'))).toMatchObject({ reason: 'INSCRICAO_NAO_ENCONTRADA' });
    expect((await refusalOf(inscrever('', 'a b'))).fields).toEqual(['id_curso', 'id_usuario']);
  });

  it('are completed when the one open lesson is deleted', async () => {
    await inscrever('um');
    await fazer('a');
    await fazer('c');
    await client.deleteAula({ idCurso: 'um', idAula: 'b' });
    expect((await meusCursos()).inscricoes[0]?.situacao).toBe(SITUACAO_INSCRICAO_CONCLUIDA);
    expect(await avisos()).toContain('ana: Curso concluído');
  });

  it('go on while notificacoes is down, and tell later', async () => {
    running.remote.falhar(1);
    await inscrever('um');
    expect(await avisos()).toEqual([]);
    running.clock.advance(60_000);
    expect(await avisos()).toEqual(['ana: Inscrição confirmada']);
  });
});

describe('the courses of a user', () => {
  it('come latest first, page by page, cancelled ones only when asked', async () => {
    for (const id of ['um', 'tres']) {
      await inscrever(id);
      running.clock.advance(1_000);
    }
    await inscrever('um', 'bia');
    const first = await meusCursos({ pageSize: 1 });
    expect(first.inscricoes.map(({ idCurso }) => idCurso)).toEqual(['tres']);
    const second = await meusCursos({ pageSize: 1, pageToken: first.nextPageToken });
    expect(second.inscricoes.map(({ idCurso }) => idCurso)).toEqual(['um']);
    expect(second.nextPageToken).toBe('');
    await sair('um');
    expect((await meusCursos()).inscricoes).toHaveLength(1);
    expect((await meusCursos({ incluirCanceladas: true })).inscricoes).toHaveLength(2);
  });

  it('count published lessons only, as they are now', async () => {
    await inscrever('um');
    await fazer('a');
    const rascunho = aula('b', { situacao: 'rascunho' });
    const modulos = [modulo('m1', [rascunho, aula('a'), aula('d')])];
    await running.casos.importarCursos([curso('um', { modulos }) as CursoEscrito]);
    expect((await meusCursos()).inscricoes[0]?.progresso).toEqual({
      totalAulas: 2,
      aulasConcluidas: 1,
      percentual: 50,
      continuarEm: { id: 'd', idModulo: 'm1', titulo: 'Aula d' },
    });
  });
});
