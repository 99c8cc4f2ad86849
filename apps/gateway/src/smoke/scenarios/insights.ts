import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.insights.v1.InsightsService';

/** Measures of a course that no run had before, so that every count is known. */
export const insightsScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    await checkStatus(run, SERVICE, 'insights');

    const idCurso = fresh('curso');
    const filtro = { idCurso };
    const metrica = (fields: Json = {}): Json => ({
      idInteracao: fresh('interacao'),
      idUsuario: fresh('aluno'),
      idCurso,
      idAula: 'aula-um',
      ocorridaEm: '2026-03-03T01:00:00Z',
      latencia: '0.250s',
      offline: true,
      encontrou: true,
      modelo: 'bm25-pt',
      ...fields,
    });

    const kept = await step('RegisterMetrics', async () => {
      const one = metrica();
      await call('RegisterMetrics', { metrica: one });
      expectEqual(
        (await call('GetMetric', { idInteracao: one.idInteracao })).idUsuario,
        one.idUsuario,
        'user',
      );
      return one;
    });
    await step('GetMetric', async () => {
      const one = need(kept, 'RegisterMetrics');
      expectEqual((await call('GetMetric', { idInteracao: one.idInteracao })).latencia, '0.250s', 'latencia');
      await expectRefusal(call('GetMetric', { idInteracao: fresh('nenhuma') }), 'NOT_FOUND');
    });
    const batch = await step('BatchRegisterMetrics', async () => {
      const two = [metrica(), metrica({ idAula: 'aula-dois' })];
      const { registradasAgora } = await call('BatchRegisterMetrics', { metricas: two });
      expectEqual(registradasAgora, 2, 'registradasAgora');
      expectEqual(
        (await call('GetMetric', { idInteracao: two[1]?.idInteracao })).idAula,
        'aula-dois',
        'lesson',
      );
      return two;
    });
    await step('RateInteraction', async () => {
      const { idInteracao } = need(kept, 'RegisterMetrics');
      await call('RateInteraction', { idInteracao, nota: 5 });
      expectEqual((await call('GetMetric', { idInteracao })).nota, 5, 'nota');
    });
    await step('ListQuestionCounts', async () => {
      need(kept && batch, 'RegisterMetrics');
      const { linhas, total } = await call('ListQuestionCounts', { filtro, porAula: true });
      expectEqual(
        [total, (linhas as Json[]).map(({ idAula, perguntas }) => [idAula, perguntas])],
        [
          '3',
          [
            ['aula-um', '2'],
            ['aula-dois', '1'],
          ],
        ],
        'questions per lesson',
      );
    });
    await step('ListActiveLearners', async () => {
      need(kept && batch, 'RegisterMetrics');
      const { linhas } = await call('ListActiveLearners', { filtro, periodo: 'PERIODO_DIA' });
      expectEqual(linhas, [{ inicio: '2026-03-02', alunos: '3', perguntas: '3' }], 'learners per day');
    });
    await step('GetAnswerQuality', async () => {
      need(kept && batch, 'RegisterMetrics');
      const { respostas, latenciaP50, satisfacao } = await call('GetAnswerQuality', { filtro });
      expectEqual(
        [respostas, latenciaP50, satisfacao],
        ['3', '0.250s', 1],
        'answers, median latency, satisfaction',
      );
    });
    await step('ExportMetrics', async () => {
      const { idInteracao } = need(kept, 'RegisterMetrics');
      const { contentType, bytes } = await run.call.download(`${SERVICE}/ExportMetrics`, { filtro });
      expectEqual(contentType.startsWith('text/csv'), true, 'text/csv');
      expectEqual(bytes.toString().includes(String(idInteracao)), true, 'interaction in the export');
    });
  },
};
