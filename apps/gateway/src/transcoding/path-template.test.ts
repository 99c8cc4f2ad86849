import { type PathTemplate, PathTemplateError, parsePathTemplate } from './path-template.js';

const literal = (text: string) => ({ kind: 'literal', text });
const ONE = { kind: 'one' };
const REST = { kind: 'rest' };

describe('parsePathTemplate', () => {
  it.each<[string, Omit<PathTemplate, 'source'> | object]>([
    ['/', { segments: [], variables: [], verb: undefined }],
    ['/v1', { segments: [literal('v1')], variables: [] }],
    ['/v1/livros.csv', { segments: [literal('v1'), literal('livros.csv')] }],
    ['/*/a/*', { segments: [ONE, literal('a'), ONE], variables: [] }],
    ['/**', { segments: [REST], variables: [] }],
    [
      '/v1/{id}',
      { segments: [literal('v1'), ONE], variables: [{ field: 'id', start: 1, end: 2, multi: false }] },
    ],
    ['/{a.b_c.D1}', { variables: [{ field: 'a.b_c.D1', start: 0, end: 1, multi: false }] }],
    ['/{a=*}', { segments: [ONE], variables: [{ field: 'a', start: 0, end: 1, multi: false }] }],
    [
      '/{a=fixo}',
      { segments: [literal('fixo')], variables: [{ field: 'a', start: 0, end: 1, multi: false }] },
    ],
    ['/{a=**}', { segments: [REST], variables: [{ field: 'a', start: 0, end: undefined, multi: true }] }],
    [
      '/v1/{a=x/*/y/**}',
      {
        segments: [literal('v1'), literal('x'), ONE, literal('y'), REST],
        variables: [{ field: 'a', start: 1, end: undefined, multi: true }],
      },
    ],
    [
      '/{a=x/*}/{b}/c',
      {
        segments: [literal('x'), ONE, ONE, literal('c')],
        variables: [
          { field: 'a', start: 0, end: 2, multi: true },
          { field: 'b', start: 2, end: 3, multi: false },
        ],
      },
    ],
    ['/v1/livros:contar', { segments: [literal('v1'), literal('livros')], verb: 'contar' }],
    [
      '/v1/{id}:emprestar',
      { verb: 'emprestar', variables: [{ field: 'id', start: 1, end: 2, multi: false }] },
    ],
    ['/{a=**}:v', { verb: 'v', segments: [REST] }],
  ])('reads %s', (source, parts) => {
    expect(parsePathTemplate(source)).toMatchObject({ source, ...parts });
  });

  it.each([
    ['', 'must start with "/"'],
    ['v1/a', 'must start with "/"'],
    ['/v1/', 'a segment is missing'],
    ['//a', 'a segment is missing'],
    ['/a//b', 'a segment is missing'],
    ['/{a', 'a variable is not closed'],
    ['/{a/b}', 'a variable is not closed'],
    ['/{}', 'a field path is missing'],
    ['/{1a}', 'a field path is missing'],
    ['/{a.}', 'a variable is not closed'],
    ['/{a=}', 'a segment is missing'],
    ['/{a={b}}', 'a segment is missing'],
    ['/{a}}', 'unexpected text'],
    ['/{a}{b}', 'unexpected text'],
    ['/a*', 'unexpected text'],
    ['/***', 'unexpected text'],
    ['/**/a', '"**" must be the last segment'],
    ['/{a=**}/b', '"**" must be the last segment'],
    ['/{a=**/b}', '"**" must be the last segment'],
    ['/{a}/{a}', 'a is bound twice'],
    ['/a:', 'a verb is missing'],
    ['/a:b:c', 'a verb is missing'],
    ['/a:b/c', 'a verb is missing'],
    ['/a?b=c', 'unexpected text'],
    ['/a#b', 'unexpected text'],
    ['/a=b', 'unexpected text'],
  ])('refuses %j: %s', (source, why) => {
    expect(() => parsePathTemplate(source)).toThrow(PathTemplateError);
    expect(() => parsePathTemplate(source)).toThrow(why);
  });
});
