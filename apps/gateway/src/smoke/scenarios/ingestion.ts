import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.ingestion.v1.EventIngestionService';
/** A valid CPF of nobody. */
const CPF = '52998224725';
/** How often an event is asked for until its analysis is done. */
const ASKS = 100;
/** A whole log may be long, but the rest of one begins at once. */
const STREAM_MS = 30_000;

/** Events of a client that no run had before. */
export const ingestionScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    const eventOf = (answer: Json): string => String(answer.eventId);
    await checkStatus(run, SERVICE, 'ingestion');

    const clienteId = fresh('cliente');
    const cliente = (): Json => ({
      id: clienteId,
      nome: 'Fulana de Tal',
      cpf: CPF,
      dataNascimento: '1990-05-17',
      endereco: 'Rua das Acácias, 10',
    });
    const transacao = (fields: Json = {}): Json => ({
      id: fresh('transacao'),
      clienteId,
      data: '2026-03-03',
      valor: 12.34,
      moeda: 'USD',
      estabelecimento: 'Padaria Aurora',
      ...fields,
    });
    const score = (): Json => ({
      cpf: CPF,
      score: 700,
      rendaMensal: 4200,
      limiteCredito: 3000,
      dataUltimaAtualizacao: '2026-03-01',
    });
    const analysed = async (eventId: string): Promise<Json> => {
      for (let asked = 0; asked < ASKS; asked++) {
        const event = await call('GetEvent', { eventId });
        if (event.estado !== 'EVENT_STATE_PENDENTE') return event;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`event ${eventId} was not analysed`);
    };

    const client = await step('IngestClient', async () => {
      const eventId = eventOf(await call('IngestClient', cliente()));
      const { cliente: seen } = await call('GetEvent', { eventId });
      expectEqual((seen as Json).cpfMascarado, '***.982.247-**', 'masked CPF');
      await expectRefusal(call('IngestClient', { ...cliente(), cpf: '52998224724' }), 'INVALID_ARGUMENT');
      return eventId;
    });
    const sent = await step('IngestTransaction', async () => {
      const eventId = fresh('evento');
      const one = { ...transacao(), eventId };
      expectEqual((await call('IngestTransaction', one)).eventId, eventId, 'event id');
      expectEqual((await call('IngestTransaction', one)).message, 'evento já recebido', 'second answer');
      await expectRefusal(call('IngestTransaction', { ...one, valor: 99 }), 'ALREADY_EXISTS');
      return eventId;
    });
    await step('IngestScore', async () => {
      const event = await analysed(eventOf(await call('IngestScore', score())));
      expectEqual((event.score as Json).score, 700, 'score');
    });
    await step('GetEvent', async () => {
      const event = await analysed(need(sent, 'IngestTransaction'));
      expectEqual(event.estado, 'EVENT_STATE_FINALIZADO', 'state');
      expectEqual((event.transacao as Json).categoria, 'Alimentação', 'category');
      expectEqual(typeof event.timestampFinalizacaoAnalise, 'string', 'time of the end');
      await expectRefusal(call('GetEvent', { eventId: fresh('nenhum') }), 'NOT_FOUND');
    });
    await step('ExportTimelines', async () => {
      const { offset } = await analysed(need(sent, 'IngestTransaction'));
      const found: unknown[] = [];
      const pages = run.call.stream(
        `${SERVICE}/ExportTimelines`,
        { desde: offset ?? '0' },
        AbortSignal.timeout(STREAM_MS),
      );
      for await (const { lotes } of pages) {
        const eventos = (lotes as Json[]).flatMap((lote) => lote.eventos as Json[]);
        found.push(...eventos.map(({ eventId }) => eventId));
      }
      expectEqual(found[0], need(sent, 'IngestTransaction'), 'first event');
    });
    await step('IngestClients', async () => {
      const { aceitos, rejeitados } = await call('IngestClients', {
        itens: [cliente(), { ...cliente(), id: '' }],
      });
      expectEqual([aceitos, (rejeitados as Json[])[0]?.campo], [1, 'id'], 'accepted, first bad field');
    });
    await step('IngestTransactions', async () => {
      const itens = [transacao(), transacao({ valor: -1 }), transacao({ moeda: 'XYZ' })];
      const { batchId, aceitos, rejeitados } = await call('IngestTransactions', { batchId: 'lote', itens });
      expectEqual(
        [batchId, aceitos, (rejeitados as Json[]).map(({ campo }) => campo)],
        ['lote', 1, ['valor', 'moeda']],
        'batch',
      );
    });
    await step('IngestScores', async () => {
      expectEqual((await call('IngestScores', { itens: [score(), score()] })).aceitos, 2, 'aceitos');
    });
    const { exchange } = run.call;
    if (exchange !== undefined) {
      await step('IngestStream', async () => {
        const eventos = [{ transacao: transacao() }, { score: { ...score(), score: 1001 } }];
        const answers = await exchange(`${SERVICE}/IngestStream`, [{ primeira: '0', eventos }]);
        const last = answers.at(-1) ?? {};
        expectEqual([last.confirmados, last.aceitos], ['2', 1], 'confirmed, accepted');
      });
    }
    await step('LabelTransaction', async () => {
      const transacaoEventId = need(sent, 'IngestTransaction');
      const event = await analysed(
        eventOf(await call('LabelTransaction', { transacaoEventId, suspeita: true })),
      );
      expectEqual((event.rotulo as Json).aprendido, true, 'learned');
      await expectRefusal(call('LabelTransaction', { transacaoEventId, suspeita: false }), 'ALREADY_EXISTS');
      await expectRefusal(call('LabelTransaction', { transacaoEventId: fresh('nenhum') }), 'NOT_FOUND');
    });
    await step('GetPipelineStatus', async () => {
      const { confirmados, finalizados, mortos, pendentes, moedaBase } = await call('GetPipelineStatus', {});
      const sum = [finalizados, mortos, pendentes].reduce<bigint>(
        (all, one) => all + BigInt(String(one ?? 0)),
        0n,
      );
      expectEqual([String(confirmados), moedaBase], [String(sum), 'BRL'], 'every event accounted for');
    });
    await step('GetEvaluation', async () => {
      expectEqual(Number((await call('GetEvaluation', {})).rotulos) > 0, true, 'labels');
    });
    await step('PredictTransaction', async () => {
      const { categoria, regras } = await call('PredictTransaction', {
        transacao: transacao({ clienteId: fresh('ninguem') }),
      });
      expectEqual([categoria, regras], ['Alimentação', ['CLIENTE_DESCONHECIDO']], 'category, rules');
    });
    await step('ListDeadLetters', async () => {
      const { mortos } = await call('ListDeadLetters', { pageSize: 5 });
      expectEqual(((mortos as Json[]) ?? []).length <= 5, true, 'page');
    });
    await step('ReplayDeadLetter', () =>
      expectRefusal(call('ReplayDeadLetter', { eventId: need(sent, 'IngestTransaction') }), 'NOT_FOUND'),
    );
    await step('ListModelVersions', async () => {
      const versoes = ((await call('ListModelVersions', {})).versoes as Json[]) ?? [];
      expectEqual(versoes.filter(({ emUso }) => emUso === true).length <= 1, true, 'at most one in use');
    });
    await step('RollBackModel', () =>
      expectRefusal(call('RollBackModel', { versao: '999999999' }), 'NOT_FOUND'),
    );
    await step('EraseClient', async () => {
      const eventId = need(client, 'IngestClient');
      expectEqual((await call('EraseClient', { clienteId })).apagado, true, 'erased');
      const { cliente: seen } = await call('GetEvent', { eventId });
      expectEqual(
        [(seen as Json).apagado, (seen as Json).cpfMascarado ?? ''],
        [true, ''],
        'nothing to be read',
      );
      await expectRefusal(call('EraseClient', { clienteId: fresh('nenhum') }), 'NOT_FOUND');
    });
  },
};
