import { TransactionData } from '@trilha/proto-gen/ingestion';
import * as fc from 'fast-check';
import { conferirTransacao } from '../domain/conferir.js';
import { CATEGORIAS, MOEDAS } from '../domain/evento.js';
import { Recusa } from '../domain/recusa.js';
import { escreverTransacao, TIPO } from './registro.js';
import { TransacoesEmBytes } from './transacoes-em-bytes.js';

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

describe('a transaction in bytes', () => {
  it('becomes the very record that taking it apart and checking it makes, or is left to that', () => {
    const emBytes = new TransacoesEmBytes();
    let lidas = 0;
    fc.assert(
      fc.property(enviada, (transacao) => {
        const bytes = Buffer.from(TransactionData.encode(transacao).finish());
        const registro = emBytes.registro(bytes, 0, bytes.length, AGORA);
        if (registro === undefined) return;
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
        expect(registro).toEqual(escreverTransacao(cabecalho, conferida));
      }),
      { numRuns: 3_000 },
    );
    expect(lidas).toBeGreaterThan(300);
  });

  it('is read in place for every plain transaction', () => {
    const plain = TransactionData.fromPartial({
      id: 't-1',
      clienteId: 'cliente-1',
      data: '2026-01-01T10:20:30.456Z',
      valor: 12.34,
      moeda: 'BRL',
      categoria: 'Alimentação',
      eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
      emittedAt: new Date(AGORA),
      estabelecimento: 'Farmácia Ipê 3',
    });
    const bytes = Buffer.from(TransactionData.encode(plain).finish());
    expect(new TransacoesEmBytes().registro(bytes, 0, bytes.length, AGORA)).toBeDefined();
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
          expect(emBytes.registro(misto, 0, misto.length, AGORA)).toBeUndefined();
        },
      ),
    );
  });
});
