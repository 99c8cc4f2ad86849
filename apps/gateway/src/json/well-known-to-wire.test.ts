import { encodeTudo, meaningOf, refused } from '../../test/fixture/tudo-json.js';

describe('Duration', () => {
  it.each([
    ['0s', '0s'],
    ['1.000000001s', '1.000000001s'],
    ['-0.5s', '-0.500s'],
    ['-0s', '0s'],
    ['315576000000s', '315576000000s'],
    ['-315576000000s', '-315576000000s'],
  ])('may be %s', (text, meaning) => {
    expect(meaningOf(`{"duracao":"${text}"}`)).toEqual({ duracao: meaning });
  });

  it.each(['', 's', '1', '1.s', '.5s', '1.0000000001s', '1 s', '+1s', '1m', '--1s', '315576000001s', '1e3s'])(
    'can not be "%s"',
    (text) => {
      expect(refused(`{"duracao":"${text}"}`)).toEqual(['duracao']);
    },
  );

  it('is no number', () => {
    expect(refused('{"duracao":3}')).toEqual(['duracao']);
  });
});

describe('Timestamp', () => {
  it.each([
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.500Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ['2026-03-02T12:00:00-03:00', '2026-03-02T15:00:00Z'],
    ['0000-12-31T23:00:00-01:00', '0001-01-01T00:00:00Z'],
  ])('may be %s', (text, meaning) => {
    expect(meaningOf(`{"instante":"${text}"}`)).toEqual({ instante: meaning });
  });

  it.each([
    '0000-12-31T23:59:59Z',
    '9999-12-31T23:59:59-00:01',
    '10000-01-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-06-30T23:59:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00z',
    '2026-01-01t00:00:00Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00.1234567890Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+0300',
    '2026-01-01',
    '',
  ])('can not be "%s"', (text) => {
    expect(refused(`{"instante":"${text}"}`)).toEqual(['instante']);
  });
});

describe('FieldMask', () => {
  it.each([
    ['', ''],
    ['titulo', 'titulo'],
    ['paisNatal,autor.paisNatal', 'paisNatal,autor.paisNatal'],
  ])('may be "%s"', (text, meaning) => {
    expect(meaningOf(`{"mascara":"${text}"}`)).toEqual({ mascara: meaning });
  });

  it('becomes proto names', () => {
    const { bytes } = encodeTudo('{"mascara":"autor.paisNatal,campo_1"}');
    expect(Buffer.from(bytes).toString('latin1')).toContain('autor.pais_natal');
    expect(Buffer.from(bytes).toString('latin1')).toContain('campo_1');
  });

  it.each(['pais_natal', 'Titulo', 'a,', ',a', 'a,,b', 'a..b', '.a', 'a.', 'a b', 'a, b', '1a', '*', 'á'])(
    'can not be "%s"',
    (text) => {
      expect(refused(`{"mascara":"${text}"}`)).toEqual(['mascara']);
    },
  );
});

describe('wrappers', () => {
  it('are their value', () => {
    const text =
      '{"i64Opcional":"9223372036854775807","logicoOpcional":false,"textoOpcional":"","duplaOpcional":0}';
    expect(meaningOf(text)).toEqual({
      i64Opcional: '9223372036854775807',
      logicoOpcional: false,
      textoOpcional: '',
      duplaOpcional: 0,
    });
  });

  it('that are null are absent', () => {
    expect(meaningOf('{"i64Opcional":null,"textoOpcional":null}')).toEqual({});
  });

  it('are as strict as their value', () => {
    expect(refused('{"i64Opcional":1.5,"logicoOpcional":"x","textoOpcional":{"value":"a"}}')).toEqual([
      'i64_opcional',
      'logico_opcional',
      'texto_opcional',
    ]);
  });
});

describe('Struct, Value and ListValue', () => {
  const anything = { a: [1, 'x', null, true, { b: [] }], '': {}, ['__proto__']: -0.5 };

  it('may be anything', () => {
    const text = JSON.stringify({ estrutura: anything, valor: anything, lista: [anything, [[]]] });
    expect(JSON.stringify(meaningOf(text))).toBe(text);
  });

  it('have null as a value', () => {
    expect(meaningOf('{"valor":null,"lista":[null],"estrutura":{"a":null}}')).toEqual({
      valor: null,
      lista: [null],
      estrutura: { a: null },
    });
  });

  it.each([
    ['estrutura', '[]'],
    ['estrutura', '"a"'],
    ['lista', '{}'],
    ['lista', '1'],
  ])('%s can not be %s', (field, value) => {
    expect(refused(`{"${field}":${value}}`)).toEqual([field]);
  });

  it.each([
    ['a number beyond doubles', '1e400'],
    ['half a surrogate pair', String.raw`"\ud800"`],
    ['half a surrogate pair as a name', String.raw`{"\udc00":1}`],
  ])('can not hold %s, however deep', (_name, value) => {
    expect(refused(`{"valor":${value}}`)).toEqual(['valor']);
    expect(refused(`{"lista":[1,[{"a":${value}}],2]}`)).toEqual(['lista']);
    expect(refused(`{"estrutura":{"a":[${value}]}}`)).toEqual(['estrutura']);
  });
});
