import { status } from '@grpc/grpc-js';
import type { Resposta } from '@trilha/proto-gen/chatbot';
import { ask, closeAll, start, startInsights } from './support/scene.js';

afterEach(closeAll);

describe('measures', () => {
  it('reach insights once each, also those of answers given while it was down', async () => {
    const insights = await startInsights();
    const chatbot = await start({ insightsTarget: insights.target });
    const before = await ask(chatbot);
    await insights.until(() => insights.kept.size === 1);
    await insights.close();
    const during: Resposta[] = [];
    for (let i = 0; i < 20; i++) during.push(await ask(chatbot));
    await insights.open();
    await insights.until(() => insights.kept.size === 21);
    const ids = insights.received.map(({ idInteracao }) => idInteracao);
    expect(ids.sort()).toEqual([before, ...during].map(({ idInteracao }) => idInteracao).sort());
    expect(insights.received[0]).toMatchObject({
      idUsuario: 'aluno-1',
      idCurso: 'botanica',
      idAula: 'folhas',
      offline: true,
      encontrou: true,
      modelo: 'bm25-pt',
    });
  });

  it('never hold up an answer while insights is down', async () => {
    const chatbot = await start();
    const startedAt = performance.now();
    for (let i = 0; i < 10; i++) await ask(chatbot);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await chatbot.fila.contar()).toBe(10);
  });

  it('are followed by the rating, the last one counting', async () => {
    const insights = await startInsights();
    const chatbot = await start({ insightsTarget: insights.target });
    const { idInteracao } = await ask(chatbot);
    await insights.until(() => insights.kept.has(idInteracao));
    await chatbot.client.rateAnswer({ idInteracao, nota: 2 });
    expect((await chatbot.client.rateAnswer({ idInteracao, nota: 5 })).nota).toBe(5);
    await insights.until(() => insights.kept.get(idInteracao)?.nota === 5);
    expect((await chatbot.client.getInteracao({ idInteracao })).nota).toBe(5);
  });

  it('are reported now when asked, which says whether they were new', async () => {
    const insights = await startInsights();
    const chatbot = await start({ insightsTarget: insights.target, deliver: false });
    const { idInteracao } = await ask(chatbot);
    const report = () => chatbot.client.registerMetrics({ idInteracao });
    expect(await report()).toEqual({ idInteracao, registradaAgora: true });
    expect(await chatbot.fila.contar()).toBe(0);
    expect(await report()).toEqual({ idInteracao, registradaAgora: false });
  });

  it('asked for now while insights is down are refused as unavailable, and wait', async () => {
    const chatbot = await start({ deliver: false });
    const { idInteracao } = await ask(chatbot);
    const call = chatbot.client.registerMetrics({ idInteracao });
    await expect(call).rejects.toMatchObject({ code: status.UNAVAILABLE });
    expect(await chatbot.fila.contar()).toBe(1);
  });
});
