import { randomBytes, randomUUID } from 'node:crypto';
import { KeyIndex, PackedRecords } from '@trilha/pipeline';
import { MemoryStorage } from '@trilha/pipeline/testing';
import * as fc from 'fast-check';
import { escreverRotulo, escreverTransacao, TIPO } from '../registro/registro.js';
import { achadoDe, chaveDeTexto, procurar } from './entradas-do-indice.js';
import { type Desfecho, Grupo, type Pedido } from './grupo.js';
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

const idDe = (n: number): string => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;

const rotulo = (eventId: string, transacaoEventId: string, suspeita: boolean): Pedido => ({
  transacaoEventId,
  suspeita,
  escrever: (offset, conhecido) =>
    escreverRotulo(
      { tipo: TIPO.rotulo, ...cabecalho(eventId) },
      { tipo: 'rotulo', offset, conhecido, suspeita, transacaoEventId },
    ),
});

const juntar = (registros: readonly Buffer[]): PackedRecords =>
  new PackedRecords(
    Buffer.concat(
      registros.flatMap((registro) => {
        const tamanho = Buffer.alloc(4);
        tamanho.writeUInt32LE(registro.length);
        return [tamanho, registro];
      }),
    ),
    registros.length,
  );

const registrosDe = ({ novos }: Grupo): Buffer[] =>
  novos.flatMap((um) => (um instanceof PackedRecords ? [...um].map((bytes) => Buffer.from(bytes)) : [um]));

describe('records that are packed together', () => {
  it('come to the same as each by itself, whichever of them are known', async () => {
    const pedido = fc.record({ id: fc.integer({ min: 0, max: 12 }), valor: fc.constantFrom(100, 100, 200) });
    const escritas = fc.array(fc.array(fc.array(pedido, { maxLength: 8 }), { maxLength: 4 }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(escritas, async (grupos) => {
        const fim = await Promise.all(
          [true, false].map(async (juntos) => {
            const indice = await KeyIndex.open({ storage: new MemoryStorage(), seed: 1 });
            const guardados: Buffer[] = [];
            const desfechos: Desfecho[] = [];
            for (const chamadas of grupos) {
              const ler = async (offset: number): Promise<Buffer> => guardados[offset] as Buffer;
              const deps = { indice, segredos: new Segredos(Buffer.alloc(32)), ler };
              const grupo = new Grupo({ ...deps, primeiro: guardados.length });
              for (const pedidos of chamadas) {
                const registros = pedidos.map(({ id, valor }) => transacao(idDe(id), valor));
                const destes: Desfecho[] = registros.map(() => 'aceito');
                if (juntos) {
                  for (const { evento, desfecho } of grupo.incluirJuntos(juntar(registros)))
                    destes[evento] = await desfecho();
                } else {
                  for (const [i, registro] of registros.entries())
                    destes[i] = await grupo.incluir(registro, false);
                }
                desfechos.push(...destes);
              }
              expect(registrosDe(grupo)).toHaveLength(grupo.quantos);
              guardados.push(...registrosDe(grupo));
            }
            await indice.close();
            return { guardados, desfechos };
          }),
        );
        expect(fim[0]).toEqual(fim[1]);
      }),
    );
  });

  it('are read again one after the other when all are known', async () => {
    const indice = await KeyIndex.open({ storage: new MemoryStorage(), seed: 1 });
    const guardados = Array.from({ length: 50 }, (_, n) => transacao(idDe(n)));
    let lendo = 0;
    const ler = async (offset: number): Promise<Buffer> => {
      expect(++lendo).toBe(1);
      await new Promise(setImmediate);
      lendo -= 1;
      return guardados[offset] as Buffer;
    };
    const deps = { indice, segredos: new Segredos(Buffer.alloc(32)), ler };
    expect(new Grupo({ ...deps, primeiro: 0 }).incluirJuntos(juntar(guardados))).toEqual([]);
    const conhecidos = new Grupo({ ...deps, primeiro: 50 }).incluirJuntos(juntar(guardados));
    expect(conhecidos).toHaveLength(50);
    for (const { desfecho } of conhecidos) expect(await desfecho()).toBe('repetido');
    await indice.close();
  });

  it('are all taken back when the index failed among them', async () => {
    const indice = await KeyIndex.open({ storage: new MemoryStorage(), seed: 1, recentEntries: 2 });
    const deps = { indice, segredos: new Segredos(Buffer.alloc(32)), primeiro: 0 };
    const grupo = new Grupo({ ...deps, ler: async () => Buffer.alloc(0) });
    // Four entries have room.
    const registros = [0, 1, 2, 3, 4].map((n) => transacao(idDe(n)));
    expect(() => grupo.incluirJuntos(juntar(registros))).toThrow(RangeError);
    expect(procurar(indice, chaveDeTexto(idDe(3)))).toBeDefined();
    grupo.desfazer();
    for (const n of [0, 1, 2, 3, 4]) expect(procurar(indice, chaveDeTexto(idDe(n)))).toBeUndefined();
    await indice.close();
  });
});

describe('a group of requests that is not stored', () => {
  it('leaves the index as it was before', async () => {
    const indice = await KeyIndex.open({ storage: new MemoryStorage(), seed: 1 });
    const segredos = new Segredos(randomBytes(32));
    const guardados: Buffer[] = [];
    const incluir = async (pedidos: readonly Pedido[]): Promise<Grupo> => {
      const ler = async (offset: number): Promise<Buffer> => guardados[offset] as Buffer;
      const grupo = new Grupo({ indice, segredos, primeiro: guardados.length, ler });
      for (const pedido of pedidos) {
        if (pedido instanceof PackedRecords) expect(grupo.incluirJuntos(pedido)).toEqual([]);
        else expect(await grupo.incluir(pedido, false)).toBe('aceito');
      }
      return grupo;
    };
    const achado = (eventId: string) => {
      const valor = procurar(indice, chaveDeTexto(eventId));
      return valor === undefined ? undefined : achadoDe(valor);
    };
    const [velha, nova, texto, junta] = [randomUUID(), randomUUID(), 'um texto', randomUUID()];
    guardados.push(...registrosDe(await incluir([transacao(velha)])));

    const pedidos = [
      transacao(nova),
      transacao(texto),
      rotulo('r1', nova, true),
      rotulo('r2', velha, false),
      { repete: 0, vez: 1 },
      juntar([transacao(junta), transacao(randomUUID())]),
      rotulo('r3', junta, true),
    ];
    const perdido = await incluir(pedidos);
    expect(perdido.quantos).toBe(8);
    expect(achado(velha)).toEqual({ offset: 0, tipo: TIPO.transacao, verdade: false });
    expect(achado(nova)).toEqual({ offset: 1, tipo: TIPO.transacao, verdade: true });
    perdido.desfazer();
    expect(achado(velha)).toEqual({ offset: 0, tipo: TIPO.transacao, verdade: undefined });
    expect([nova, texto, junta, 'r1', 'r2', 'r3'].map(achado)).toEqual(new Array(6).fill(undefined));

    // As if nothing had been: other truths and other contents are taken now.
    const outros = [
      transacao(nova, 200),
      transacao(texto, 200),
      rotulo('r1', nova, false),
      rotulo('r2', velha, true),
      { repete: 0, vez: 1 },
    ];
    guardados.push(...registrosDe(await incluir(outros)));
    expect(guardados).toHaveLength(6);
    expect([achado(velha)?.verdade, achado(nova)?.verdade]).toEqual([true, false]);
    await indice.close();
  });
});
