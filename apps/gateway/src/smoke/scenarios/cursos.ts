import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.cursos.v1.CursosService';

/** Staff writes a course, a student takes it, both end; the text of the lesson is what the tutor must cite. */
export const cursosScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    await checkStatus(run, SERVICE, 'cursos');

    const idCurso = fresh('curso');
    const idUsuario = fresh('aluno');
    const senha = fresh('palavra');
    const draft = { idCurso, incluirRascunhos: true };

    const curso = await step('CreateCurso', async () => {
      const titulo = fresh('Título do curso');
      await call('CreateCurso', {
        curso: { id: idCurso, titulo, resumo: 'Curso de verificação', licenca: 'CC-BY-4.0' },
      });
      expectEqual((await call('GetCurso', draft)).titulo, titulo, 'titulo');
      return { titulo };
    });
    await step('GetCurso', async () => {
      expectEqual((await call('GetCurso', draft)).titulo, need(curso, 'CreateCurso').titulo, 'titulo');
      await expectRefusal(call('GetCurso', { idCurso: fresh('nenhum') }), 'NOT_FOUND');
    });
    const modulo = await step('CreateModulo', async () => {
      need(curso, 'CreateCurso');
      const titulo = fresh('Módulo');
      await call('CreateModulo', { modulo: { id: 'modulo-um', idCurso, titulo } });
      expectEqual((await modulosOf(call, draft))[0]?.titulo, titulo, 'titulo');
      return { id: 'modulo-um' };
    });
    await step('UpdateModulo', async () => {
      need(modulo, 'CreateModulo');
      const titulo = fresh('Módulo');
      await call('UpdateModulo', { modulo: { id: 'modulo-um', idCurso, titulo }, updateMask: 'titulo' });
      expectEqual((await modulosOf(call, draft))[0]?.titulo, titulo, 'titulo');
    });
    await step('DeleteModulo', async () => {
      need(curso, 'CreateCurso');
      await call('CreateModulo', { modulo: { id: 'modulo-vazio', idCurso, titulo: fresh('Vazio') } });
      await call('DeleteModulo', { idCurso, idModulo: 'modulo-vazio' });
      const ids = (await modulosOf(call, draft)).map(({ id }) => id);
      expectEqual(ids.includes('modulo-vazio'), false, 'module is still there');
    });

    const frase = `A palavra secreta da turma de botânica é ${senha} e ela abre o jardim.`;
    const aula = await step('CreateAula', async () => {
      need(modulo, 'CreateModulo');
      const conteudo = `Esta aula fala do jardim da escola.\n\n${frase}\n\nO jardim tem rosas e margaridas.`;
      const fields = {
        id: 'aula-um',
        idCurso,
        idModulo: 'modulo-um',
        titulo: 'O jardim',
        conteudo,
        duracaoMinutos: 5,
      };
      await call('CreateAula', { aula: fields });
      expectEqual((await call('GetAula', { ...draft, idAula: 'aula-um' })).conteudo, conteudo, 'conteudo');
      return { id: 'aula-um' };
    });
    await step('GetAula', async () => {
      need(aula, 'CreateAula');
      const text = (await call('GetAula', { ...draft, idAula: 'aula-um' })).conteudo;
      expectEqual(String(text).includes(senha), true, 'the random word is in the text');
      await expectRefusal(call('GetAula', { idCurso, idAula: 'aula-um' }), 'NOT_FOUND');
    });
    const publicada = await step('UpdateAula', async () => {
      need(aula, 'CreateAula');
      const titulo = fresh('Jardim');
      const fields = { id: 'aula-um', idCurso, titulo, situacao: 'SITUACAO_AULA_PUBLICADA' };
      await call('UpdateAula', { aula: fields, updateMask: 'titulo,situacao' });
      expectEqual((await call('GetAula', { ...draft, idAula: 'aula-um' })).titulo, titulo, 'titulo');
      return { titulo };
    });
    await step('DeleteAula', async () => {
      need(modulo, 'CreateModulo');
      await call('CreateAula', {
        aula: { id: 'aula-de-passagem', idCurso, idModulo: 'modulo-um', titulo: 'Passa', conteudo: 'Texto.' },
      });
      await call('DeleteAula', { idCurso, idAula: 'aula-de-passagem' });
      await expectRefusal(call('GetAula', { ...draft, idAula: 'aula-de-passagem' }), 'NOT_FOUND');
    });
    const publicado = await step('UpdateCurso', async () => {
      need(publicada, 'UpdateAula');
      const resumo = fresh('Resumo');
      await call('UpdateCurso', {
        curso: { id: idCurso, resumo, situacao: 'SITUACAO_CURSO_PUBLICADO' },
        updateMask: 'resumo,situacao',
      });
      expectEqual((await call('GetCurso', { idCurso })).resumo, resumo, 'resumo');
      return { resumo };
    });
    await step('ListCursos', async () => {
      const busca = need(publicado, 'UpdateCurso').resumo.toUpperCase();
      const cursos = (await call('ListCursos', { busca })).cursos as Json[] | undefined;
      expectEqual(
        cursos?.map(({ id }) => id),
        [idCurso],
        'courses found',
      );
    });

    const inscricao = await step('EnrollUser', async () => {
      need(publicado, 'UpdateCurso');
      await call('EnrollUser', { idCurso, idUsuario });
      const { inscricoes } = await call('GetUserCourses', { idUsuario });
      expectEqual(
        (inscricoes as Json[] | undefined)?.map((one) => one.idCurso),
        [idCurso],
        'courses of the user',
      );
      return { idUsuario };
    });
    await step('GetUserCourses', async () => {
      need(inscricao, 'EnrollUser');
      const { inscricoes } = await call('GetUserCourses', { idUsuario });
      const [first] = inscricoes as { progresso: { continuarEm?: { id: string } } }[];
      expectEqual(first?.progresso.continuarEm?.id, 'aula-um', 'lesson to continue at');
    });
    await step('AskQuestion', async () => {
      need(publicado, 'UpdateCurso');
      const question = { idCurso, duvida: 'Qual é a palavra secreta da turma de botânica?', idUsuario };
      const { resposta, aula: found } = (await call('AskQuestion', question)) as {
        resposta: { citacoes?: { texto: string }[] };
        aula?: { id: string };
      };
      const cited = resposta.citacoes?.some(({ texto }) => texto.includes(senha));
      expectEqual(cited, true, 'the random word is cited');
      expectEqual(found?.id, 'aula-um', 'lesson of the answer');
    });
    await step('GetCourseMedia', async () => {
      need(publicado, 'UpdateCurso');
      const nome = `${fresh('arquivo')}.txt`;
      const upload = { idCurso, nome };
      const midia = await run.call.upload(
        'trilha.midia.v1.MidiaService/UploadMedia',
        upload,
        Buffer.from(nome),
      );
      const { midias } = await call('GetCourseMedia', { idCurso });
      expectEqual(
        (midias as Json[] | undefined)?.map((one) => one.nome),
        [nome],
        'media of the course',
      );
      await run.call.unary('trilha.midia.v1.MidiaService/DeleteMedia', { idMidia: midia.id });
    });
    await step('SendNotification', async () => {
      need(inscricao, 'EnrollUser');
      const titulo = fresh('Aviso');
      const sent = (await call('SendNotification', { idCurso, titulo, mensagem: 'Aula nova' }))
        .enviadas as Json[];
      expectEqual(
        sent.map((one) => one.idUsuario),
        [idUsuario],
        'users notified',
      );
      const read = await run.call.unary('trilha.notificacoes.v1.NotificacoesService/GetNotificacao', {
        idNotificacao: sent[0]?.idNotificacao,
      });
      expectEqual(read.titulo, titulo, 'titulo');
    });
    const concluida = await step('RecordProgress', async () => {
      need(inscricao, 'EnrollUser');
      await call('RecordProgress', { idCurso, idAula: 'aula-um', idUsuario });
      const { inscricoes } = await call('GetUserCourses', { idUsuario });
      expectEqual((inscricoes as Json[])[0]?.situacao, 'SITUACAO_INSCRICAO_CONCLUIDA', 'situacao');
      return { idUsuario };
    });
    await step('ListEnrollmentHistory', async () => {
      need(concluida, 'RecordProgress');
      const { eventos } = await call('ListEnrollmentHistory', { idCurso, idUsuario });
      const tipos = (eventos as Json[]).map(({ tipo }) => tipo);
      expectEqual(tipos, ['TIPO_INSCRITO', 'TIPO_AULA_CONCLUIDA', 'TIPO_CONCLUIDO'], 'events');
    });
    await step('LeaveCourse', async () => {
      need(publicado, 'UpdateCurso');
      const leaver = fresh('aluno');
      await call('EnrollUser', { idCurso, idUsuario: leaver });
      await call('LeaveCourse', { idCurso, idUsuario: leaver });
      expectEqual(
        (await call('GetUserCourses', { idUsuario: leaver })).inscricoes,
        undefined,
        'active enrolments',
      );
    });
    await step('DeleteCurso', async () => {
      const id = fresh('curso');
      await call('CreateCurso', { curso: { id, titulo: 'De passagem' } });
      await call('DeleteCurso', { idCurso: id });
      await expectRefusal(call('GetCurso', { idCurso: id, incluirRascunhos: true }), 'NOT_FOUND');
    });
    // Leaves nothing in the catalogue that newcomers browse.
    await call('UpdateCurso', {
      curso: { id: idCurso, situacao: 'SITUACAO_CURSO_RASCUNHO' },
      updateMask: 'situacao',
    }).catch(() => undefined);
  },
};

async function modulosOf(
  call: (method: string, request: Json) => Promise<Json>,
  request: Json,
): Promise<readonly Json[]> {
  return ((await call('GetCurso', request)).modulos as Json[] | undefined) ?? [];
}
