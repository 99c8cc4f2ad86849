import { randomBytes, randomUUID } from 'node:crypto';
import { KeyIndex } from '@trilha/pipeline';
import { MemoryStorage } from '@trilha/pipeline/testing';
import { escreverRotulo, escreverTransacao, TIPO } from '../registro/registro.js';
import { achadoDe, chaveDeTexto, procurar } from './entradas-do-indice.js';
import { Grupo, type Pedido } from './grupo.js';
import { Segredos } from './segredos.js';

const cabecalho = (eventId: string) => ({ eventId, recebidoMs: 1, emitidoMs: undefined });

const transacao = (eventId: string, valorCentavos = 100): Buffer =>
  escreverTransacao(
    { tipo: TIPO.transacao, ...cabecalho(eventId) },
    {
      tipo: 'transacao',
      id: 't-1',
      clienteId: 'c-1',
      dataMs: 1,
      valorCentavos,
      moeda: 'BRL',
      categoria: undefined,
      suspeita: undefined,
      estabelecimento: 'Loja',
    },
  );

const rotulo = (eventId: string, transacaoEventId: string, suspeita: boolean): Pedido => ({
  transacaoEventId,
  suspeita,
  escrever: (offset, conhecido) =>
    escreverRotulo(
      { tipo: TIPO.rotulo, ...cabecalho(eventId) },
      { tipo: 'rotulo', offset, conhecido, suspeita, transacaoEventId },
    ),
});

describe('a group of requests that is not stored', () => {
  it('leaves the index as it was before', async () => {
    const indice = await KeyIndex.open({ storage: new MemoryStorage(), seed: 1 });
    const segredos = new Segredos(randomBytes(32));
    const guardados: Buffer[] = [];
    const incluir = async (pedidos: readonly Pedido[]): Promise<Grupo> => {
      const ler = async (offset: number): Promise<Buffer> => guardados[offset] as Buffer;
      const grupo = new Grupo({ indice, segredos, primeiro: guardados.length, ler });
      for (const pedido of pedidos) expect(await grupo.incluir(pedido, false)).toBe('aceito');
      return grupo;
    };
    const achado = (eventId: string) => {
      const valor = procurar(indice, chaveDeTexto(eventId));
      return valor === undefined ? undefined : achadoDe(valor);
    };
    const [velha, nova, texto] = [randomUUID(), randomUUID(), 'um texto'];
    guardados.push(...(await incluir([transacao(velha)])).novos);

    const pedidos = [
      transacao(nova),
      transacao(texto),
      rotulo('r1', nova, true),
      rotulo('r2', velha, false),
      { repete: 0, vez: 1 },
    ];
    const perdido = await incluir(pedidos);
    expect(perdido.novos).toHaveLength(5);
    expect(achado(velha)).toEqual({ offset: 0, tipo: TIPO.transacao, verdade: false });
    expect(achado(nova)).toEqual({ offset: 1, tipo: TIPO.transacao, verdade: true });
    perdido.desfazer();
    expect(achado(velha)).toEqual({ offset: 0, tipo: TIPO.transacao, verdade: undefined });
    expect([nova, texto, 'r1', 'r2'].map(achado)).toEqual([undefined, undefined, undefined, undefined]);

    // As if nothing had been: other truths and other contents are taken now.
    const outros = [
      transacao(nova, 200),
      transacao(texto, 200),
      rotulo('r1', nova, false),
      rotulo('r2', velha, true),
      { repete: 0, vez: 1 },
    ];
    guardados.push(...(await incluir(outros)).novos);
    expect(guardados).toHaveLength(6);
    expect([achado(velha)?.verdade, achado(nova)?.verdade]).toEqual([true, false]);
    await indice.close();
  });
});
