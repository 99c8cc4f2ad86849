import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.chatbot.v1.ChatbotService';
const INSIGHTS = 'trilha.insights.v1.InsightsService';

interface Resposta {
  readonly idInteracao: string;
  readonly texto: string;
  readonly encontrou?: boolean;
  readonly citacoes?: readonly { readonly texto: string; readonly inicio?: number; readonly fim: number }[];
}

/** Asks about a text that holds a word made for this run: only a tutor that reads it can cite it. */
export const chatbotScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    await checkStatus(run, SERVICE, 'chatbot');

    const idUsuario = fresh('aluno');
    const idCurso = fresh('curso');
    const codigo = fresh('codigo');
    const contexto = `O laboratório abre às oito horas. O código do armário do laboratório é ${codigo}. As luvas ficam na gaveta.`;
    const pedido = {
      aulaContexto: contexto,
      duvida: 'Qual é o código do armário do laboratório?',
      idUsuario,
      idCurso,
    };

    const asked = await step('ResolveDuvida', async () => {
      const { resposta } = (await call('ResolveDuvida', pedido)) as { resposta: Resposta };
      expectCited(resposta, contexto, codigo);
      const kept = await call('GetInteracao', { idInteracao: resposta.idInteracao });
      expectEqual(kept.duvida, pedido.duvida, 'question kept');
      const offTopic = { ...pedido, duvida: 'Quem pintou a Mona Lisa?', idUsuario: '' };
      const refused = (await call('ResolveDuvida', offTopic)) as { resposta: Resposta };
      expectEqual(refused.resposta.encontrou ?? false, false, 'found an answer off the topic');
      return resposta;
    });
    await step('ResolveDuvidaStream', async () => {
      const pieces: string[] = [];
      let whole: Resposta | undefined;
      const signal = new AbortController().signal;
      for await (const item of run.call.stream(`${SERVICE}/ResolveDuvidaStream`, { pedido }, signal)) {
        if (typeof item.trecho === 'string') pieces.push(item.trecho);
        else whole = item.resposta as Resposta;
      }
      const resposta = need(whole, 'the last item');
      expectEqual(pieces.join(''), resposta.texto, 'pieces put together');
      expectCited(resposta, contexto, codigo);
      expectEqual(
        (await call('GetInteracao', { idInteracao: resposta.idInteracao })).idUsuario,
        idUsuario,
        'user',
      );
    });
    await step('GetInteracao', async () => {
      const { idInteracao, texto } = need(asked, 'ResolveDuvida');
      const { resposta } = (await call('GetInteracao', { idInteracao })) as { resposta: Resposta };
      expectEqual(resposta.texto, texto, 'answer kept');
      await expectRefusal(call('GetInteracao', { idInteracao: fresh('nenhuma') }), 'NOT_FOUND');
    });
    await step('ListInteracoes', async () => {
      const { idInteracao } = need(asked, 'ResolveDuvida');
      const { interacoes } = await call('ListInteracoes', { idUsuario });
      const ids = (interacoes as Json[] | undefined)?.map(({ id }) => id) ?? [];
      expectEqual(ids.includes(idInteracao), true, 'question in the history');
    });
    await step('RegisterMetrics', async () => {
      const { idInteracao } = need(asked, 'ResolveDuvida');
      await call('RegisterMetrics', { idInteracao });
      const metric = await run.call.unary(`${INSIGHTS}/GetMetric`, { idInteracao });
      expectEqual(metric.idCurso, idCurso, 'course in insights');
    });
    await step('RateAnswer', async () => {
      const { idInteracao } = need(asked, 'ResolveDuvida');
      await call('RateAnswer', { idInteracao, nota: 4 });
      expectEqual((await call('GetInteracao', { idInteracao })).nota, 4, 'rating');
    });
    await step('DeleteHistory', async () => {
      await call('DeleteHistory', { idUsuario });
      expectEqual((await call('ListInteracoes', { idUsuario })).interacoes, undefined, 'questions left');
    });
  },
};

function expectCited({ citacoes = [] }: Resposta, contexto: string, word: string): void {
  for (const { texto, inicio = 0, fim } of citacoes) {
    expectEqual(contexto.slice(inicio, fim), texto, 'citation at its place');
  }
  expectEqual(
    citacoes.some(({ texto }) => texto.includes(word)),
    true,
    'the random word is cited',
  );
}
