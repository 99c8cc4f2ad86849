import { status } from '@grpc/grpc-js';
import { AskQuestionRequest, SendNotificationRequest } from '@trilha/proto-gen/cursos';
import type { CursoEscrito } from '../src/domain/importacao.js';
import { aula, curso, modulo } from './exemplos.js';
import { type CursosClient, type RunningCursos, refusalOf, startCursos } from './start-cursos.js';

let running: RunningCursos;
let client: CursosClient;

beforeEach(async () => {
  running = await startCursos();
  client = running.client;
  const secreta = aula('s', { situacao: 'rascunho' });
  const cursos = [
    curso('um', { modulos: [modulo('m1', [aula('a'), secreta, aula('b')])] }),
    curso('novo', { situacao: 'rascunho' }),
  ];
  await running.casos.importarCursos(cursos as CursoEscrito[]);
});
afterEach(() => running.close());

describe('GetCourseMedia', () => {
  const midias = (idCurso: string) => client.getCourseMedia({ idCurso, pageSize: 5, pageToken: 'p1' });

  it('gives what midia has of a course that exists', async () => {
    expect(await midias('um')).toMatchObject({ midias: [{ id: 'm-1', idCurso: 'um' }], nextPageToken: 'p2' });
    expect(running.remote.pedidosDeMidia).toEqual([
      { idCurso: 'um', idAula: '', pageSize: 5, pageToken: 'p1' },
    ]);
    expect(await refusalOf(midias('outro'))).toMatchObject({ code: status.NOT_FOUND });
    expect(running.remote.pedidosDeMidia).toHaveLength(1);
  });

  it('says which service is down', async () => {
    await running.remote.close();
    expect(await refusalOf(midias('um'))).toMatchObject({
      code: status.UNAVAILABLE,
      metadata: { servico: 'midia' },
    });
  });
});

describe('AskQuestion', () => {
  const ask = (fields: Partial<AskQuestionRequest>) =>
    client.askQuestion(AskQuestionRequest.fromPartial({ idCurso: 'um', duvida: 'Texto de b', ...fields }));

  it('sends the lesson named, whatever context came along', async () => {
    const { aula: usada, resposta } = await ask({
      idAula: 'b',
      aulaContexto: 'outro',
      idUsuario: 'ana',
      idConversa: 'c',
    });
    expect(usada).toEqual({ id: 'b', idModulo: 'm1', titulo: 'Aula b' });
    expect(resposta?.encontrou).toBe(true);
    expect(running.remote.perguntas).toMatchObject([
      {
        aulaContexto: 'Texto de b',
        idCurso: 'um',
        idAula: 'b',
        idUsuario: 'ana',
        idConversa: 'c',
        passagens: [],
      },
    ]);
  });

  it('names no lesson when nothing was found in it', async () => {
    expect((await ask({ idAula: 'a' })).aula).toBeUndefined();
  });

  it('sends the context given when no lesson is named', async () => {
    expect((await ask({ aulaContexto: 'Texto de b e mais' })).aula).toBeUndefined();
    expect(running.remote.perguntas).toMatchObject([{ aulaContexto: 'Texto de b e mais', passagens: [] }]);
  });

  it('sends every published lesson otherwise, and tells which one answered', async () => {
    expect((await ask({})).aula).toEqual({ id: 'b', idModulo: 'm1', titulo: 'Aula b' });
    expect(running.remote.perguntas[0]?.passagens).toEqual([
      { id: 'a', titulo: 'Aula a', texto: 'Texto de a' },
      { id: 'b', titulo: 'Aula b', texto: 'Texto de b' },
    ]);
    expect((await ask({ duvida: 'Nada disso' })).aula).toBeUndefined();
  });

  it('knows neither draft lessons nor draft courses', async () => {
    expect(await refusalOf(ask({ idAula: 's' }))).toMatchObject({ reason: 'AULA_NAO_ENCONTRADA' });
    expect(await refusalOf(ask({ idCurso: 'novo' }))).toMatchObject({ reason: 'CURSO_NAO_ENCONTRADO' });
    expect((await refusalOf(ask({ duvida: 'x', idAula: '' }))).fields).toEqual(['duvida', 'id_aula']);
    expect(running.remote.perguntas).toEqual([]);
  });
});

describe('SendNotification', () => {
  const send = (fields: Partial<SendNotificationRequest> = {}) =>
    client.sendNotification(
      SendNotificationRequest.fromPartial({ idCurso: 'um', titulo: 'Oi', mensagem: 'Aula nova', ...fields }),
    );

  beforeEach(async () => {
    for (const idUsuario of ['ana', 'bia']) await client.enrollUser({ idCurso: 'um', idUsuario });
  });

  it('tells everyone enrolled, and nobody twice with one request_id', async () => {
    const first = await send({ requestId: 'r-1' });
    expect(first.enviadas.map(({ idUsuario }) => idUsuario)).toEqual(['ana', 'bia']);
    expect([first.requestId, first.enviadaEm]).toEqual(['r-1', running.clock.now()]);
    expect((await send({ requestId: 'r-1' })).enviadas).toEqual(first.enviadas);
    expect(running.remote.notificadas).toMatchObject([
      { titulo: 'Oi', mensagem: 'Aula nova', tipo: 'curso', dados: { id_curso: 'um' } },
      { titulo: 'Oi' },
    ]);
  });

  it('makes a request_id when there is none', async () => {
    const { requestId, enviadas } = await send({ idUsuario: 'bia' });
    expect(requestId).not.toBe('');
    expect(enviadas).toHaveLength(1);
  });

  it('tells how to repeat when notificacoes fails midway', async () => {
    running.remote.falhar(1);
    const { code, reason, metadata } = await refusalOf(send());
    expect([code, reason]).toEqual([status.UNAVAILABLE, 'ENVIO_INCOMPLETO']);
    const { enviadas } = await send({ requestId: metadata.request_id });
    expect([enviadas.length, running.remote.notificadas.length]).toEqual([2, 2]);
  });

  it('needs a course, someone enrolled and something to say', async () => {
    expect(await refusalOf(send({ idCurso: 'outro' }))).toMatchObject({ code: status.NOT_FOUND });
    expect(await refusalOf(send({ idUsuario: 'caio' }))).toMatchObject({ reason: 'USUARIO_NAO_INSCRITO' });
    expect((await refusalOf(send({ titulo: '', mensagem: ' ' }))).fields).toEqual(['mensagem', 'titulo']);
  });
});

describe('GetStatus', () => {
  it('names what the service stands on and calls', async () => {
    const { servico, pronto, armazenamento, dependencias } = await client.getStatus({});
    expect([servico, pronto, armazenamento?.alcancavel]).toEqual(['cursos', true, true]);
    expect(dependencias.map(({ nome, alcancavel }) => [nome, alcancavel])).toEqual([
      ['midia', true],
      ['chatbot', true],
      ['notificacoes', true],
    ]);
  });

  it('stays ready without the services it calls', async () => {
    await running.remote.close();
    const { pronto, dependencias } = await client.getStatus({});
    expect([pronto, dependencias.some(({ alcancavel }) => alcancavel)]).toEqual([true, false]);
  });
});
