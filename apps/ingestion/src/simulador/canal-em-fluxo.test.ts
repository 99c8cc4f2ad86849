import { EventData, type IngestStreamRequest, IngestStreamResponse } from '@trilha/proto-gen/ingestion';
import type { IngestionClient } from './canal.js';
import { canalEmFluxo } from './canal-em-fluxo.js';
import type { Enviavel } from './carga.js';
import { assentar, TempoFalso } from './tempo-falso.fixture.js';

type Conversa = (
  pedidos: AsyncIterable<IngestStreamRequest>,
  vez: number,
  signal: AbortSignal,
) => AsyncIterable<IngestStreamResponse>;

const itens = (...nomes: string[]): Enviavel[] =>
  nomes.map((eventId) => {
    const evento = EventData.fromPartial({ dados: { $case: 'transacao', value: { eventId } } });
    return { eventId, tipo: 'transacao', evento, dependeDe: undefined, repetido: false };
  });
const resposta = (campos: Partial<IngestStreamResponse>) => IngestStreamResponse.fromPartial(campos);
const rejeitado = (indice: number) => ({ indice, eventId: '', campo: '', motivo: 'RUIM', mensagem: '' });

/** A client whose stream is the one of the test; counts how often it is opened. */
function cena(conversa: Conversa) {
  let vezes = 0;
  const client = {
    ingestStream: (pedidos: AsyncIterable<IngestStreamRequest>, { signal }: { signal: AbortSignal }) =>
      conversa(pedidos, vezes++, signal),
  } as unknown as IngestionClient;
  const tempo = new TempoFalso();
  const canal = canalEmFluxo(client, { maximo: 10, prazoMs: 1_000, tempo });
  const enviar = (...nomes: string[]) => canal.enviar('fluxo', itens(...nomes), new AbortController().signal);
  return { canal, tempo, enviar, vezes: () => vezes };
}

it('numbers what it sends, and gives each message its part of an answer that covers several', async () => {
  const numeros: bigint[] = [];
  const { canal, enviar, vezes } = cena(async function* (pedidos) {
    yield resposta({ janela: 50 });
    for await (const { primeira } of pedidos) {
      numeros.push(primeira);
      if (primeira === 0n) continue;
      yield resposta({ confirmados: 5n, rejeitados: [rejeitado(1), rejeitado(4)], repetidos: 2 });
    }
  });
  const [um, dois] = await Promise.all([enviar('a', 'b'), enviar('c', 'd', 'e')]);
  expect(um.resultados).toEqual(['aceito', 'recusado:RUIM']);
  expect(dois.resultados).toEqual(['aceito', 'aceito', 'recusado:RUIM']);
  expect(um.conhecidos + dois.conhecidos).toBe(2);
  expect([numeros, vezes()]).toEqual([[0n, 2n], 1]);
  await canal.fechar();
});

it('when the stream breaks, all without an answer fail, and the next sending opens another', async () => {
  const { canal, enviar, vezes } = cena(async function* (pedidos, vez) {
    let fim = 0n;
    for await (const { eventos } of pedidos) {
      if (vez === 0) throw new Error('caiu');
      fim += BigInt(eventos.length);
      yield resposta({ confirmados: fim });
    }
  });
  const desfechos = await Promise.allSettled([enviar('a'), enviar('b')]);
  expect(desfechos.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await enviar('a')).resultados).toEqual(['aceito']);
  expect(vezes()).toBe(2);
  await canal.fechar();
});

it('a stream that the server ends in the middle counts as no answer', async () => {
  // biome-ignore lint/correctness/useYield: it ends without a word
  const { enviar } = cena(async function* (pedidos) {
    for await (const _ of pedidos) return;
  });
  await expect(enviar('a')).rejects.toMatchObject({ codigo: 'UNAVAILABLE' });
});

it('a stream without answers for too long is given up', async () => {
  let desistiu = false;
  const { enviar, tempo } = cena(async function* (_pedidos, _vez, signal) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    desistiu = true;
  });
  const envio = enviar('a').catch((erro: unknown) => erro);
  await tempo.avancar(999);
  expect(desistiu).toBe(false);
  await tempo.avancar(1);
  expect(await envio).toMatchObject({ codigo: 'DEADLINE_EXCEEDED' });
  await assentar();
  expect(desistiu).toBe(true);
});
