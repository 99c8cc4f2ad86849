import type { JsonTree } from './json-tree.js';
import { JsonSyntaxError, parseJson } from './parse-json.js';

function refusalOf(text: string): JsonSyntaxError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(text)}`);
}

describe('parseJson', () => {
  it.each<[string, JsonTree]>([
    ['null', null],
    ['true', true],
    ['false', false],
    ['""', ''],
    ['[]', []],
    ['{}', new Map()],
    [' \t\r\n[ 1 ,\n2 ] ', [1n, 2n]],
    ['{"a":{"b":[null,{}]}}', new Map([['a', new Map([['b', [null, new Map()]]])]])],
    ['{"":1}', new Map([['', 1n]])],
    ['{"__proto__":1,"constructor":2}', new Map(Object.entries({ ['__proto__']: 1n, constructor: 2n }))],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('keeps members in their order', () => {
    const value = parseJson('{"b":1,"a":2,"10":3,"9":4}') as Map<string, JsonTree>;
    expect([...value.keys()]).toEqual(['b', 'a', '10', '9']);
  });
});

describe('numbers', () => {
  it.each<[string, JsonTree]>([
    ['0', 0n],
    ['-7', -7n],
    ['10.00', 10n],
    ['1.5e1', 15n],
    ['2E+3', 2000n],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['123456789012345678901234567890', 123456789012345678901234567890n],
    ['1e400', 10n ** 400n],
    ['0.1', 0.1],
    ['-2.5e-3', -0.0025],
    ['5e-324', Number.MIN_VALUE],
  ])('reads %s without loss', (text, value) => {
    expect(parseJson(text)).toBe(value);
  });

  it('keeps minus zero', () => {
    expect(parseJson('-0')).toBe(-0);
  });

  it.each(['1.00000000000000000001', '9007199254740993.5', '1e-400'])(
    'takes %s for no whole number, though its double is one',
    (text) => {
      expect(parseJson(text)).toBe(Number(text));
    },
  );

  it.each(['9'.repeat(1_000), '1e401', '1e99999'])('takes a number beyond 10^400 for infinite', (text) => {
    expect(parseJson(text)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    '01',
    '-01',
    '00',
    '+1',
    '.5',
    '1.',
    '1.e1',
    '1e',
    '1e+',
    '-',
    '- 1',
    '0x1',
    '1_0',
    'NaN',
    'Infinity',
  ])('refuses %s', (text) => {
    expect(refusalOf(text).message).toMatch(/^JSON malformado/);
  });
});

describe('texts', () => {
  it.each([
    [String.raw`"\"\\\/\b\f\n\r\t"`, '"\\/\b\f\n\r\t'],
    [String.raw`"A\u00e9"`, 'Aé'],
    [String.raw`"\ud83d\ude00"`, '😀'],
    ['"😀"', '😀'],
    [String.raw`"\\"`, '\\'],
    [String.raw`"\\\""`, '\\"'],
    ['"\u2028\u007f"', '\u2028\u007f'],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toBe(value);
  });

  it('leaves half a surrogate pair to who knows the field', () => {
    expect(parseJson(String.raw`"\ud83d"`)).toBe('\ud83d');
  });

  it.each([
    ['an unknown escape', String.raw`"\x41"`],
    ['a short escape', String.raw`"\u12"`],
    ['a control character', '"a\u0001b"'],
    ['a line feed', '"a\nb"'],
    ['single quotes', "'a'"],
    ['no end', '"abc'],
    ['an escaped end', String.raw`"abc\"`],
  ])('refuses %s', (_name, text) => {
    expect(refusalOf(text).message).toMatch(/^JSON malformado/);
  });
});

describe('where a text is malformed', () => {
  it.each([
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['{"a":1 "b":2}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['[1}', 2],
    ['nulo', 0],
    ['[tru]', 1],
    ['{} x', 3],
    ['{"a":01}', 6],
    ['["ok', 2],
    ['', 'fim'],
    ['  ', 'fim'],
    ['{"a":', 'fim'],
    ['[1,', 'fim'],
    ['\ufeff{}', 0],
    ['\u00a0{}', 0],
    ['[ "a\u0001" ]', 3],
  ])('is told for %j', (text, where) => {
    const told = where === 'fim' ? 'no fim do texto' : `na posição ${where}`;
    expect(refusalOf(text).message).toBe(`JSON malformado ${told}`);
  });
});

describe('a member that occurs twice', () => {
  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":{"b":1,"b":2}}', 'a.b'],
    ['[{"x":1},{"y":1,"y":2}]', '[1].y'],
    ['{"a":[0,{"b":[{"c":1,"c":2}]}]}', 'a[1].b[0].c'],
    [String.raw`{"a":1,"\u0061":2}`, 'a'],
    ['{"a":null,"a":null}', 'a'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('in %s is named by its path', (text, path) => {
    const { message, path: told } = refusalOf(text);
    expect([message, told]).toEqual(['aparece mais de uma vez', path]);
  });

  it('counts in one object only', () => {
    expect(parseJson('[{"a":1},{"a":{"a":1}}]')).toHaveLength(2);
  });
});

describe('nesting', () => {
  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('of %s goes 100 levels deep', (_name, open, close) => {
    const inner = open === '[' ? '' : '1';
    expect(() => parseJson(open.repeat(100) + inner + close.repeat(100))).not.toThrow();
    expect(refusalOf(open.repeat(101) + inner + close.repeat(101)).message).toBe(
      'JSON com mais de 100 níveis',
    );
  });

  it('without end is refused before it exhausts the stack', () => {
    expect(refusalOf('['.repeat(1_000_000)).message).toBe('JSON com mais de 100 níveis');
  });

  it('counts open levels, not all of them', () => {
    expect(parseJson(`[${'[],'.repeat(500)}[]]`)).toHaveLength(501);
  });
});
