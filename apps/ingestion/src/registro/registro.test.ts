import * as fc from 'fast-check';
import { CATEGORIAS, MOEDAS, type Transacao } from '../domain/evento.js';
import * as registro from './registro.js';

const ids = fc.oneof(fc.uuid(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }));
const texto = fc.string({ unit: 'grapheme', maxLength: 20 });
const ms = fc.integer({ min: 0, max: 4e12 });
const cabecalho = (tipo: registro.Tipo): fc.Arbitrary<registro.Cabecalho> =>
  fc.record({
    tipo: fc.constant(tipo),
    eventId: ids,
    recebidoMs: ms,
    emitidoMs: fc.option(ms, { nil: undefined }),
  });
const transacao: fc.Arbitrary<Transacao> = fc.record({
  tipo: fc.constant('transacao' as const),
  id: texto,
  clienteId: texto,
  dataMs: ms,
  valorCentavos: fc.integer({ min: 1, max: 1e14 }),
  moeda: fc.constantFrom(...MOEDAS),
  categoria: fc.option(fc.constantFrom(...CATEGORIAS), { nil: undefined }),
  suspeita: fc.option(fc.boolean(), { nil: undefined }),
  estabelecimento: texto,
});
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((b) => Buffer.from(b));
const lacrado = { pessoa: bytes(16), impressao: bytes(16), lacre: bytes(40) };

describe('a record gives back what was written', () => {
  it('of a transaction', () => {
    fc.assert(
      fc.property(cabecalho(registro.TIPO.transacao), transacao, (cabeca, dados) => {
        const escrito = registro.escreverTransacao(cabeca, dados);
        expect(registro.lerCabecalho(escrito)).toEqual(cabeca);
        expect(registro.lerTransacao(escrito)).toEqual(dados);
      }),
    );
  });

  it('of a client, a score, a label', () => {
    const cliente = fc.record({ id: texto, ...lacrado });
    const score = fc.record({
      score: ms,
      rendaCentavos: ms,
      limiteCentavos: ms,
      atualizadoMs: ms,
      ...lacrado,
    });
    const rotulo = fc.record({
      tipo: fc.constant('rotulo' as const),
      suspeita: fc.boolean(),
      conhecido: fc.boolean(),
      offset: fc.integer({ min: 0, max: 2 ** 48 }),
      transacaoEventId: texto,
    });
    const uma = cabecalho(registro.TIPO.cliente);
    fc.assert(
      fc.property(uma, cliente, score, rotulo, (cabeca, um, outro, terceiro) => {
        expect(registro.lerCliente(registro.escreverCliente(cabeca, um))).toEqual(um);
        expect(registro.lerScore(registro.escreverScore(cabeca, outro))).toEqual(outro);
        expect(registro.lerRotulo(registro.escreverRotulo(cabeca, terceiro))).toEqual(terceiro);
      }),
    );
  });
});

describe('two records say the same', () => {
  const cabeca = { tipo: registro.TIPO.cliente, eventId: 'a', recebidoMs: 1, emitidoMs: 2 } as const;
  const cliente = {
    id: 'c-1',
    pessoa: Buffer.alloc(16, 1),
    impressao: Buffer.alloc(16, 2),
    lacre: Buffer.from('um'),
  };
  const base = registro.escreverCliente(cabeca, cliente);

  it('whenever they came and however they were sealed', () => {
    const outro = registro.escreverCliente(
      { ...cabeca, recebidoMs: 9, emitidoMs: undefined },
      { ...cliente, lacre: Buffer.from('outro lacre') },
    );
    expect(registro.mesmoConteudo(base, outro)).toBe(true);
  });

  it.each([
    ['another id', { ...cliente, id: 'c-2' }],
    ['another person', { ...cliente, pessoa: Buffer.alloc(16, 9) }],
    ['other content', { ...cliente, impressao: Buffer.alloc(16, 9) }],
  ])('but not with %s', (_qual, outro) => {
    expect(registro.mesmoConteudo(base, registro.escreverCliente(cabeca, outro))).toBe(false);
  });

  it('and for a transaction only when every field is the same', () => {
    fc.assert(
      fc.property(transacao, transacao, (um, outro) => {
        const cabecaDeTransacao = { ...cabeca, tipo: registro.TIPO.transacao };
        const iguais =
          JSON.stringify(Object.entries(um).sort()) === JSON.stringify(Object.entries(outro).sort());
        expect(
          registro.mesmoConteudo(
            registro.escreverTransacao(cabecaDeTransacao, um),
            registro.escreverTransacao({ ...cabecaDeTransacao, recebidoMs: 5 }, outro),
          ),
        ).toBe(iguais);
      }),
    );
  });
});
