import { encodeTudo, meaningOf, refused, tudo, violationsOf } from '../../test/fixture/tudo-json.js';

describe('Any', () => {
  const livro = 'type.googleapis.com/fixture.biblioteca.v1.Livro';

  it('holds a message of a known type beside its URL, wherever the URL stands', () => {
    const meaning = { qualquer: { '@type': livro, id: 'a', paginas: 3 } };
    expect(meaningOf(`{"qualquer":{"@type":"${livro}","id":"a","paginas":3}}`)).toEqual(meaning);
    expect(meaningOf(`{"qualquer":{"id":"a","paginas":3,"@type":"${livro}"}}`)).toEqual(meaning);
  });

  it.each([
    ['google.protobuf.Duration', '"1.500s"'],
    ['google.protobuf.Struct', '{"a":[null]}'],
    ['google.protobuf.Value', 'null'],
    ['google.protobuf.Int64Value', '"9223372036854775807"'],
    ['google.protobuf.Any', `{"@type":"${livro}","id":"a"}`],
  ])('holds a %s as "value"', (type, value) => {
    const text = `{"qualquer":{"@type":"type.googleapis.com/${type}","value":${value}}}`;
    expect(meaningOf(text)).toEqual(JSON.parse(text));
  });

  it('may be empty', () => {
    expect(refused('{"qualquer":{}}')).toEqual([]);
  });

  it.each([
    ['an unknown type', '{"@type":"type.googleapis.com/nada.Nada"}', 'qualquer.@type'],
    ['no type', '{"id":"a"}', 'qualquer.@type'],
    ['a type that is no text', '{"@type":1}', 'qualquer.@type'],
    ['an empty type', '{"@type":""}', 'qualquer.@type'],
    [
      'half a surrogate pair in the URL',
      String.raw`{"@type":"\ud800/fixture.biblioteca.v1.Livro"}`,
      'qualquer.@type',
    ],
    ['a wrong field', `{"@type":"${livro}","paginas":"x"}`, 'qualquer.paginas'],
    ['an unknown field', `{"@type":"${livro}","nada":1}`, 'qualquer.nada'],
    ['a wrong value', '{"@type":"a/google.protobuf.Duration","value":1}', 'qualquer.value'],
    ['no value', '{"@type":"a/google.protobuf.Duration"}', 'qualquer.value'],
    ['more than the value', '{"@type":"a/google.protobuf.Duration","value":"1s","b":1}', 'qualquer.b'],
    ['a text', '"a"', 'qualquer'],
  ])('can not have %s', (_name, value, field) => {
    expect(refused(`{"qualquer":${value}}`)).toEqual([field]);
  });
});

describe('lists and maps', () => {
  it('keep order, and zeros', () => {
    expect(
      meaningOf('{"numeros":[0,"-1",2e0],"generos":[0,"GENERO_ROMANCE"],"livros":[{},{"id":"a"}]}'),
    ).toEqual({
      numeros: ['0', '-1', '2'],
      generos: ['GENERO_UNSPECIFIED', 'GENERO_ROMANCE'],
      livros: [{}, { id: 'a' }],
    });
  });

  it('may have keys of every type', () => {
    const text =
      '{"rotulos":{"":"a","__proto__":"b"},"porNumero":{"-9223372036854775808":{"id":"c"}},"porLogico":{"true":1}}';
    expect(JSON.stringify(meaningOf(text))).toBe(text);
  });

  it.each([
    ['porNumero', '{"a":{}}', 'por_numero["a"]'],
    ['porNumero', '{"1.5":{}}', 'por_numero["1.5"]'],
    ['porNumero', '{"":{}}', 'por_numero[""]'],
    ['porNumero', '{"9223372036854775808":{}}', 'por_numero["9223372036854775808"]'],
    ['porLogico', '{"1":1}', 'por_logico["1"]'],
    ['porLogico', '{"True":1}', 'por_logico["True"]'],
    ['rotulos', String.raw`{"\ud800":"a"}`, String.raw`rotulos["\ud800"]`],
    ['rotulos', '{"a":1}', 'rotulos["a"]'],
    ['rotulos', '{"a":null}', 'rotulos["a"]'],
    ['rotulos', '[]', 'rotulos'],
    ['numeros', '{}', 'numeros'],
    ['numeros', '"1"', 'numeros'],
    ['numeros', '[1,null]', 'numeros[1]'],
    ['livros', '[{},[]]', 'livros[1]'],
    ['livros', '[{"autor":{"nome":1}}]', 'livros[0].autor.nome'],
    ['porNumero', '{"7":{"paginas":"x"}}', 'por_numero["7"].paginas'],
  ])('%s can not be %s', (field, value, path) => {
    expect(refused(`{"${field}":${value}}`)).toEqual([path]);
  });

  it('can not have one key in two notations', () => {
    expect(violationsOf('{"porNumero":{"1":{"id":"a"},"1.0":{"id":"b"}}}')).toEqual({
      'por_numero["1.0"]': 'aparece mais de uma vez',
    });
    expect(refused('{"porNumero":{"0":{},"-0":{}}}')).toEqual(['por_numero["-0"]']);
  });
});

describe('null', () => {
  it('means absent for every kind of field', () => {
    const names = tudo.fields.map(({ jsonName }) => jsonName).filter((name) => name !== 'valor');
    expect(meaningOf(JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))))).toEqual({});
  });

  it('is no message', () => {
    expect(encodeTudo('null').violations).toEqual([{ field: '', description: 'use um objeto' }]);
  });
});

describe('a field', () => {
  it.each([
    ['{"nada":1}', 'nada'],
    ['{"livro":{"autor":{"nada":1}}}', 'livro.autor.nada'],
    ['{"livros":[{},{"Titulo":"a"}]}', 'livros[1].Titulo'],
    ['{"rotulos":{"a":"b"},"I32":1}', 'I32'],
    ['{"dentro":{"dentro":{"porNumero":{"3":{"x":null}}}}}', 'dentro.dentro.por_numero["3"].x'],
    ['{"toString":1}', 'toString'],
    ['{"1":1}', '1'],
  ])('that is unknown in %s is named', (text, path) => {
    expect(violationsOf(text)).toEqual({ [path]: 'campo desconhecido' });
  });

  it.each([
    ['{"porNome":"a","porCodigo":1}', 'por_codigo', 'não pode vir junto com por_nome'],
    ['{"porLivro":{},"por_nome":""}', 'por_nome', 'não pode vir junto com por_livro'],
    ['{"i32":1,"dentro":{"campo1":1,"campo_1":2}}', 'dentro.campo_1', 'aparece mais de uma vez'],
    ['{"sf32":1,"campo1":null,"campo_1":2}', 'campo_1', 'aparece mais de uma vez'],
  ])('that can not be given again in %s is named', (text, path, description) => {
    expect(violationsOf(text)).toEqual({ [path]: description });
  });

  it('of a oneof that is null leaves the place to another', () => {
    expect(meaningOf('{"porNome":null,"porCodigo":0}')).toEqual({ porCodigo: 0 });
  });

  it('that is wrong hides no other', () => {
    expect(refused('{"i32":"x","livro":{"paginas":[],"nada":1},"numeros":[1,"y"],"logico":0}')).toEqual([
      'i32',
      'livro.paginas',
      'livro.nada',
      'numeros[1]',
      'logico',
    ]);
  });

  it('is one of at most 100 named, however many are wrong', () => {
    const many = `[${Array.from({ length: 5_000 }, () => '"x"').join(',')}]`;
    expect(refused(`{"numeros":${many}}`)).toHaveLength(100);
  });
});
