import { PackedRecords } from '@trilha/pipeline';
import { TransactionData } from '@trilha/proto-gen/ingestion';
import * as fc from 'fast-check';
import { conferirTransacao } from '../domain/conferir.js';
import { CATEGORIAS, MOEDAS } from '../domain/evento.js';
import { Recusa } from '../domain/recusa.js';
import { escreverTransacao, lerCabecalho, TIPO } from './registro.js';
import { type RegistrosEmBytes, TransacoesEmBytes } from './transacoes-em-bytes.js';

const AGORA = Date.UTC(2026, 10, 21, 12);

/** Mostly what is taken, sometimes what is not. */
const quase = <T>(bom: fc.Arbitrary<T>, ruim: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: bom }, { weight: 1, arbitrary: ruim });
const textos = quase(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({ maxLength: 70 }),
);
const datas = fc.oneof(
  fc
    .date({ min: new Date('1880-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((d) => d.toISOString()),
  fc
    .date({ min: new Date('1999-01-01'), max: new Date('2026-11-21'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10)),
  fc.constantFrom(
    '2024-02-29',
    '2025-02-29',
    '2026-13-01',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00-03:00',
    '',
    'ontem',
  ),
);
const enviada: fc.Arbitrary<TransactionData> = fc.record({
  id: textos,
  clienteId: textos,
  data: datas,
  valor: quase(
    fc.double({ min: 0.01, max: 1e12, noNaN: true }),
    fc.constantFrom(0, -1, 0.004, 0.005, 12.34, 1e12, 1e13, Number.NaN),
  ),
  moeda: quase(fc.constantFrom<string>(...MOEDAS), fc.constantFrom('brl', '', 'GBP')),
  categoria: fc.option(quase<string>(fc.constantFrom(...CATEGORIAS), fc.constant('Outra')), {
    nil: undefined,
  }),
  suspeita: fc.option(fc.boolean(), { nil: undefined }),
  eventId: quase(
    fc.uuid(),
    fc.oneof(
      fc.uuid().map((u) => u.toUpperCase()),
      fc.string({ maxLength: 40 }),
    ),
  ),
  emittedAt: fc.option(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), {
    nil: undefined,
  }),
  estabelecimento: textos,
});

const idDe = (n: number): string => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;

const simples = (n: number): Buffer => {
  const transacao = TransactionData.fromPartial({
    id: `t-${n}`,
    clienteId: 'cliente-1',
    data: '2026-01-01T10:20:30.456Z',
    valor: 12.34,
    moeda: 'BRL',
    categoria: 'Alimentação',
    eventId: idDe(n),
    emittedAt: new Date(AGORA),
    estabelecimento: 'Farmácia Ipê 3',
  });
  return Buffer.from(TransactionData.encode(transacao).finish());
};

const separar = (um: RegistrosEmBytes | undefined): Buffer[] =>
  um === undefined ? [] : [...new PackedRecords(um.registros, um.quantos)].map((bytes) => Buffer.from(bytes));

describe('a transaction in bytes', () => {
  it('becomes the very record that taking it apart and checking it makes, or is left to that', () => {
    const emBytes = new TransacoesEmBytes();
    let lidas = 0;
    fc.assert(
      fc.property(enviada, (transacao) => {
        const bytes = Buffer.from(TransactionData.encode(transacao).finish());
        if (!emBytes.acrescentar(bytes, 0, bytes.length, AGORA)) return;
        const [escrito] = emBytes.tirar();
        lidas += 1;
        const conferida = conferirTransacao(transacao, AGORA);
        if (conferida instanceof Recusa) throw new Error(`took what is refused: ${conferida.campo}`);
        const { eventId, emittedAt } = transacao;
        const cabecalho = {
          tipo: TIPO.transacao,
          eventId,
          recebidoMs: AGORA,
          emitidoMs: emittedAt?.getTime(),
        };
        expect(escrito?.quantos).toBe(1);
        expect(escrito?.eventIdDe(0)).toBe(eventId);
        expect(separar(escrito)).toEqual([escreverTransacao(cabecalho, conferida)]);
      }),
      { numRuns: 3_000 },
    );
    expect(lidas).toBeGreaterThan(300);
  });

  it('is read in place for every plain transaction', () => {
    const bytes = simples(0);
    expect(new TransacoesEmBytes().acrescentar(bytes, 0, bytes.length, AGORA)).toBe(true);
  });

  it('stands behind those before it, over many pages of memory, and what was left out leaves no trace', () => {
    const emBytes = new TransacoesEmBytes();
    const ruim = Buffer.from(TransactionData.encode(TransactionData.fromPartial({ id: 'a' })).finish());
    for (let n = 0; n < 5_000; n++) {
      expect(emBytes.acrescentar(simples(n), 0, simples(n).length, AGORA)).toBe(true);
      expect(emBytes.acrescentar(ruim, 0, ruim.length, AGORA)).toBe(false);
    }
    const pedacos = emBytes.tirar();
    expect(pedacos.length).toBeGreaterThan(3);
    const ids = pedacos.flatMap((um) => Array.from({ length: um.quantos }, (_, n) => um.eventIdDe(n)));
    expect(ids).toEqual(Array.from({ length: 5_000 }, (_, n) => idDe(n)));
    const registros = pedacos.flatMap(separar);
    expect(registros.map((um) => lerCabecalho(um).eventId)).toEqual(ids);
    expect(emBytes.tirar()).toEqual([]);
  });

  it('is left alone when the bytes are cut, flipped or of other fields', () => {
    const bytes = Buffer.from(
      TransactionData.encode(TransactionData.fromPartial({ id: 'a', valor: 1 })).finish(),
    );
    const emBytes = new TransacoesEmBytes();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 0, max: bytes.length }),
        (lixo, corte) => {
          const misto = Buffer.concat([bytes.subarray(0, corte), lixo]);
          expect(emBytes.acrescentar(misto, 0, misto.length, AGORA)).toBe(false);
          expect(emBytes.tirar()).toEqual([]);
        },
      ),
    );
  });
});
