import { status } from '@grpc/grpc-js';
import { EventData, type IngestStreamRequest, type IngestStreamResponse } from '@trilha/proto-gen/ingestion';
import { JANELA } from '../src/rpc/receber-fluxo.js';
import { Cena } from './cena.js';
import { rotulo, transacao } from './exemplos.js';
import { camposDe, falhaDe } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

const evento = (fields: Parameters<typeof transacao>[0]): EventData => ({
  dados: { $case: 'transacao', value: transacao(fields) },
});
const mensagem = (primeira: number, eventos: EventData[]): IngestStreamRequest => ({
  primeira: BigInt(primeira),
  eventos,
});
async function* todas<T>(itens: readonly T[]): AsyncIterable<T> {
  yield* itens;
}
async function tudo<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const itens: T[] = [];
  for await (const item of stream) itens.push(item);
  return itens;
}

it('tells its window first, and acknowledges every event by its number over the stream', async () => {
  const { client, armazem } = await cena.abrir();
  const respostas = await tudo(
    client.ingestStream(
      todas([
        mensagem(0, [evento({ eventId: 'a' }), evento({ eventId: 'b', valor: -1 })]),
        mensagem(2, [evento({}), evento({ eventId: 'a' })]),
        mensagem(4, []),
        mensagem(4, [EventData.fromPartial({}), evento({ eventId: 'a', valor: 1 })]),
      ]),
    ),
  );
  const [primeira, ...outras] = respostas as [IngestStreamResponse, ...IngestStreamResponse[]];
  expect([primeira.janela, primeira.confirmados]).toEqual([JANELA, 0n]);
  const soma = (campo: 'aceitos' | 'repetidos') => outras.reduce((s, um) => s + um[campo], 0);
  expect([outras.at(-1)?.confirmados, soma('aceitos'), soma('repetidos')]).toEqual([6n, 3, 1]);
  const rejeitados = outras.flatMap((um) => um.rejeitados);
  expect(rejeitados.map(({ indice, motivo, campo }) => [indice, motivo, campo])).toEqual([
    [1, 'CAMPOS_INVALIDOS', 'valor'],
    [4, 'CAMPOS_INVALIDOS', 'dados'],
    [5, 'EVENTO_DIVERGENTE', 'event_id'],
  ]);
  expect(outras.flatMap((um) => um.gerados).map(({ indice }) => indice)).toEqual([2]);
  expect(armazem.log.end).toBe(2);
});

it('a label may follow its transaction within one message', async () => {
  const { client, analisado } = await cena.abrir();
  const eventos = [
    evento({ eventId: 't' }),
    { dados: { $case: 'rotulo' as const, value: rotulo({ transacaoEventId: 't', suspeita: true }) } },
    { dados: { $case: 'rotulo' as const, value: rotulo({ transacaoEventId: 't', suspeita: false }) } },
  ];
  const respostas = await tudo(client.ingestStream(todas([mensagem(0, eventos)])));
  const rejeitados = respostas.flatMap((um) => um.rejeitados);
  expect(rejeitados.map(({ indice, motivo }) => [indice, motivo])).toEqual([[2, 'EVENTO_DIVERGENTE']]);
  await analisado();
  expect((await client.getEvaluation({})).rotulos).toBe(1n);
});

it('a message that does not begin where the one before ended ends the stream, and what was acknowledged stays', async () => {
  const { client, armazem } = await cena.abrir();
  const respostas: IngestStreamResponse[] = [];
  const ler = async () => {
    const fluxo = client.ingestStream(
      (async function* () {
        yield mensagem(0, [evento({ eventId: 'a' })]);
        while (respostas.at(-1)?.confirmados !== 1n) await new Promise(setImmediate);
        yield mensagem(2, [evento({ eventId: 'b' })]);
      })(),
    );
    for await (const resposta of fluxo) respostas.push(resposta);
  };
  const falha = await falhaDe(ler());
  expect([falha.code, camposDe(falha), armazem.log.end]).toEqual([status.INVALID_ARGUMENT, ['primeira'], 1]);
});

it('a message of more than ten thousand events ends the stream', async () => {
  const { client } = await cena.abrir();
  const eventos = Array.from({ length: 10_001 }, () => evento({}));
  const falha = await falhaDe(tudo(client.ingestStream(todas([mensagem(0, eventos)]))));
  expect([falha.code, camposDe(falha)]).toEqual([status.INVALID_ARGUMENT, ['eventos']]);
});

it('an overload ends the stream with what to do, after what was acknowledged', async () => {
  const { client, armazem } = await cena.abrir({ maxAtraso: 1, checkpointMs: 60_000 });
  const respostas: IngestStreamResponse[] = [];
  const ler = async () => {
    const fluxo = client.ingestStream(
      (async function* () {
        yield mensagem(0, [evento({ eventId: 'a' }), evento({ eventId: 'b' })]);
        while (respostas.at(-1)?.confirmados !== 2n) await new Promise(setImmediate);
        yield mensagem(2, [evento({ eventId: 'c' })]);
      })(),
    );
    for await (const resposta of fluxo) respostas.push(resposta);
  };
  expect((await falhaDe(ler())).code).toBe(status.RESOURCE_EXHAUSTED);
  expect(armazem.log.end).toBe(2);
});

it('everything acknowledged is stored when the sender goes away in the middle', async () => {
  const { client, armazem } = await cena.abrir();
  const largar = new AbortController();
  const fluxo = client.ingestStream(
    (async function* () {
      for (let i = 0; ; i++) yield mensagem(i, [evento({ eventId: `e${i}` })]);
    })(),
    // Fifty writes to the disk, one after the other, take their time where others write as well.
    { signal: largar.signal, timeoutMs: 60_000 },
  );
  let confirmados = 0;
  const ler = async () => {
    for await (const resposta of fluxo) {
      confirmados = Number(resposta.confirmados);
      if (confirmados >= 50) largar.abort();
    }
  };
  expect((await falhaDe(ler())).code).toBe(status.CANCELLED);
  expect(armazem.log.end).toBeGreaterThanOrEqual(confirmados);
  expect((await client.getEvent({ eventId: `e${confirmados - 1}` })).offset).toBe(BigInt(confirmados - 1));
});
