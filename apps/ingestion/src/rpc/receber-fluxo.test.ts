import { EventData, IngestStreamRequest } from '@trilha/proto-gen/ingestion';
import { FakeClock } from '@trilha/service-kit/testing';
import type { Recebidos } from '../app/receber.js';
import { JANELA, MAIOR_MENSAGEM, receberFluxo } from './receber-fluxo.js';

const MENSAGENS = JANELA / MAIOR_MENSAGEM;
const evento = EventData.fromPartial({});

/** A stream whose reading and whose writes to the disk the test follows. */
function cena(mensagens: number) {
  const lidas = { quantas: 0 };
  const gravacoes: { gravar(): void; falhar(erro: Error): void }[] = [];
  const entrada = (async function* (): AsyncIterable<Buffer> {
    for (; lidas.quantas < mensagens; lidas.quantas++) {
      const primeira = BigInt(lidas.quantas * MAIOR_MENSAGEM);
      const eventos = Array<EventData>(MAIOR_MENSAGEM).fill(evento);
      yield Buffer.from(IngestStreamRequest.encode({ primeira, eventos }).finish());
    }
  })();
  const receber = (itens: readonly unknown[]): Promise<Recebidos> =>
    new Promise((resolver, falhar) => {
      const feito = { aceitos: itens.length, repetidos: 0, rejeitados: [], gerados: [] };
      gravacoes.push({ gravar: () => resolver(feito), falhar });
    });
  const saida = receberFluxo(entrada, receber, new FakeClock())[Symbol.asyncIterator]();
  return { lidas, gravacoes, saida };
}

const assentar = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
};

it('reads no more while a window of events is on its way to the disk, and goes on with the first acknowledgement', async () => {
  const { gravacoes, saida } = cena(MENSAGENS + 3);
  expect((await saida.next()).value).toMatchObject({ confirmados: 0n, janela: JANELA });
  const resposta = saida.next();
  await assentar();
  expect(gravacoes).toHaveLength(MENSAGENS);
  gravacoes[0]?.gravar();
  expect((await resposta).value).toMatchObject({ confirmados: BigInt(MAIOR_MENSAGEM) });
  const outra = saida.next();
  await assentar();
  expect(gravacoes).toHaveLength(MENSAGENS + 1);
  gravacoes[1]?.gravar();
  await outra;
});

it('acknowledges in the order of the stream, whichever write ends first', async () => {
  const { gravacoes, saida } = cena(2);
  await saida.next();
  const resposta = saida.next();
  await assentar();
  gravacoes[1]?.gravar();
  await assentar();
  gravacoes[0]?.gravar();
  expect((await resposta).value).toMatchObject({ confirmados: BigInt(MAIOR_MENSAGEM) });
  expect((await saida.next()).value).toMatchObject({ confirmados: BigInt(2 * MAIOR_MENSAGEM) });
  expect(await saida.next()).toEqual({ done: true, value: undefined });
});

it('acknowledges nothing behind a write that failed', async () => {
  const { gravacoes, saida } = cena(2);
  await saida.next();
  const resposta = saida.next();
  await assentar();
  gravacoes[1]?.gravar();
  gravacoes[0]?.falhar(new Error('o disco não responde'));
  await expect(resposta).rejects.toThrow('o disco não responde');
});
