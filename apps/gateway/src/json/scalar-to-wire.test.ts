import { encodeTudo, meaningOf, refused, violationsOf } from '../../test/fixture/tudo-json.js';

describe('whole numbers', () => {
  it.each(['i64', 's64', 'sf64'])('of %s are exact up to both ends', (field) => {
    for (const value of ['9223372036854775807', '-9223372036854775808', '9007199254740993']) {
      expect(meaningOf(`{"${field}":"${value}"}`)).toEqual({ [field]: value });
      expect(meaningOf(`{"${field}":${value}}`)).toEqual({ [field]: value });
    }
  });

  it.each(['u64', 'f64'])('of %s are exact up to 2^64 - 1', (field) => {
    expect(meaningOf(`{"${field}":18446744073709551615}`)).toEqual({ [field]: '18446744073709551615' });
  });

  it.each([
    ['i32', '2147483648'],
    ['i32', '-2147483649'],
    ['s32', '2147483648'],
    ['sf32', '-2147483649'],
    ['u32', '-1'],
    ['u32', '4294967296'],
    ['f32', '4294967296'],
    ['i64', '9223372036854775808'],
    ['s64', '-9223372036854775809'],
    ['sf64', '9223372036854775808'],
    ['u64', '-1'],
    ['f64', '18446744073709551616'],
    ['i64', '1e400'],
    ['i64', '1e9999'],
  ])('of %s can not be %s', (field, value) => {
    expect(refused(`{"${field}":${value}}`)).toEqual([field]);
    expect(refused(`{"${field}":"${value}"}`)).toEqual([field]);
  });

  it.each(['0.5', '9007199254740993.5', '1.00000000000000000001', '4503599627370497.5', '1e-400'])(
    'have no fraction, so %s is refused',
    (value) => {
      expect(refused(`{"i64":${value}}`)).toEqual(['i64']);
      expect(refused(`{"i32":"${value}"}`)).toEqual(['i32']);
    },
  );

  it.each(['-0', '1.0', '1e0', '100e-2', '"-0"', '"1.0"', '"1e0"'])('may be written %s', (value) => {
    expect(refused(`{"i32":${value},"u64":${value}}`)).toEqual([]);
  });

  it.each(['true', '" 1"', '"1 "', '""', '"0x1"', '"1,000"', '"١"', '[1]', '{}'])('are not %s', (value) => {
    expect(refused(`{"i32":${value}}`)).toEqual(['i32']);
  });
});

describe('floats', () => {
  it.each(['NaN', 'Infinity', '-Infinity'])('may be "%s"', (value) => {
    const text = `{"simples":"${value}","dupla":"${value}","duplaOpcional":"${value}"}`;
    expect(meaningOf(text)).toEqual({ simples: value, dupla: value, duplaOpcional: value });
  });

  it.each([
    ['dupla', '1.7976931348623157e308', 1.7976931348623157e308],
    ['dupla', '"-1.5e-3"', -0.0015],
    ['dupla', '5e-324', 5e-324],
    ['dupla', '9007199254740993', 9007199254740992],
    ['dupla', '1.00000000000000000001', 1],
    ['simples', '3.4028234663852886e38', 3.4028234663852886e38],
  ])('of %s may be %s', (field, text, value) => {
    expect(meaningOf(`{"${field}":${text}}`)).toEqual({ [field]: value });
  });

  it('keep minus zero', () => {
    const { bytes } = encodeTudo('{"dupla":-0}');
    expect([...bytes.subarray(-8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0x80]);
  });

  it.each([
    ['dupla', '1e309'],
    ['dupla', '"1e309"'],
    ['simples', '3.5e38'],
    ['simples', '-1e39'],
    ['dupla', '"infinity"'],
    ['dupla', '"nan"'],
    ['dupla', '"+1"'],
    ['dupla', '"1."'],
    ['dupla', '""'],
    ['dupla', 'true'],
    ['dupla', '[]'],
  ])('of %s can not be %s', (field, value) => {
    expect(refused(`{"${field}":${value}}`)).toEqual([field]);
  });
});

describe('texts, truth and bytes', () => {
  it.each([
    ['texto', '1'],
    ['texto', 'true'],
    ['texto', String.raw`"\ud800"`],
    ['texto', String.raw`"a\udc00b"`],
    ['logico', '"true"'],
    ['logico', '1'],
    ['logico', '0'],
    ['dados', '"a"'],
    ['dados', '"ab=c"'],
    ['dados', '"a b="'],
    ['dados', '"YQ==="'],
    ['dados', '"YQ="'],
    ['dados', '"YWI=="'],
    ['dados', '"=="'],
    ['dados', '"é"'],
    ['dados', '[97]'],
  ])('of %s can not be %s', (field, value) => {
    expect(refused(`{"${field}":${value}}`)).toEqual([field]);
  });

  it.each([
    ['+/8=', '+/8='],
    ['-_8=', '+/8='],
    ['-_8', '+/8='],
    ['YQ', 'YQ=='],
    ['YWI', 'YWI='],
  ])('base64 may be %s', (text, canonical) => {
    expect(meaningOf(`{"dados":"${text}","dadosOpcionais":"${text}"}`)).toEqual({
      dados: canonical,
      dadosOpcionais: canonical,
    });
  });

  it('text takes pairs of surrogates', () => {
    expect(meaningOf(String.raw`{"texto":"\ud83d\ude00"}`)).toEqual({ texto: '😀' });
  });
});

describe('enums', () => {
  it.each([
    ['"GENERO_POESIA"', 'GENERO_POESIA'],
    ['2', 'GENERO_POESIA'],
    ['2.0', 'GENERO_POESIA'],
    ['7', 7],
    ['-1', -1],
  ])('may be %s', (value, meaning) => {
    expect(meaningOf(`{"genero":${value}}`)).toEqual({ genero: meaning });
  });

  it.each(['"genero_poesia"', '"2"', '""', '1.5', '2147483648', 'true', '[]', '{}'])(
    'can not be %s, and say what they can be',
    (value) => {
      expect(violationsOf(`{"genero":${value}}`)).toEqual({
        genero: 'use um de: GENERO_UNSPECIFIED, GENERO_ROMANCE, GENERO_POESIA',
      });
    },
  );

  it('NullValue is null, by name or number too', () => {
    for (const value of ['null', '"NULL_VALUE"', '0']) expect(refused(`{"nulo":${value}}`)).toEqual([]);
    expect(refused('{"nulo":"null"}')).toEqual(['nulo']);
  });
});
