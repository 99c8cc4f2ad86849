import { parsePathTemplate } from './path-template.js';
import { BadEncodingError } from './percent-decode.js';
import { Router } from './router.js';

const route = (text: string) => {
  const [httpMethod = '', path = ''] = text.split(' ');
  return { httpMethod, template: parsePathTemplate(path), text };
};

const routerOf = (...routes: string[]) => new Router(routes.map(route));

/** The route that takes the request with what it captures, the methods it would take, or nothing. */
function found(router: ReturnType<typeof routerOf>, method: string, path: string): unknown {
  const match = router.match(method, path);
  if (match.kind === 'unknown') return undefined;
  if (match.kind === 'wrong-method') return match.allow;
  return { [match.route.text]: Object.fromEntries(match.captures.map(({ field, value }) => [field, value])) };
}

/** Every order of a few things. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, index) => orders(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

describe('among routes that match, whatever their order,', () => {
  const routes = ['GET /v1/a/b', 'GET /v1/a/{x}', 'GET /v1/{y}/b', 'GET /v1/{z=**}'];

  it.each([
    ['a literal beats a wildcard', '/v1/a/b', { 'GET /v1/a/b': {} }],
    ['an earlier literal beats a later one', '/v1/a/c', { 'GET /v1/a/{x}': { x: 'c' } }],
    ['a wildcard beats two stars', '/v1/c/b', { 'GET /v1/{y}/b': { y: 'c' } }],
    ['two stars take what no other takes', '/v1/c/d', { 'GET /v1/{z=**}': { z: 'c/d' } }],
    ['a literal that leads nowhere is left again', '/v1/a/b/c', { 'GET /v1/{z=**}': { z: 'a/b/c' } }],
  ])('%s', (_name, path, match) => {
    for (const order of orders(routes)) expect(found(routerOf(...order), 'GET', path)).toEqual(match);
  });

  it('a less literal one is taken when only it has the method', () => {
    for (const order of orders(['GET /v1/fixo', 'DELETE /v1/{id}', 'PUT /{resto=**}'])) {
      const router = routerOf(...order);
      expect(found(router, 'DELETE', '/v1/fixo')).toEqual({ 'DELETE /v1/{id}': { id: 'fixo' } });
      expect(found(router, 'PUT', '/v1/fixo')).toEqual({ 'PUT /{resto=**}': { resto: 'v1/fixo' } });
    }
  });

  it('one for the method beats one for all methods', () => {
    for (const order of orders(['GET /v1/{id}', '* /v1/{id}'])) {
      const router = routerOf(...order);
      expect(found(router, 'GET', '/v1/a')).toEqual({ 'GET /v1/{id}': { id: 'a' } });
      expect(found(router, 'PROPFIND', '/v1/a')).toEqual({ '* /v1/{id}': { id: 'a' } });
    }
  });
});

describe('a verb', () => {
  const router = routerOf(
    'GET /v1/{id}',
    'POST /v1/{id}:abrir',
    'GET /v1:listar',
    'POST /a/{b=**}:ler',
    'GET /a/{b=**}',
  );

  it.each([
    ['POST', '/v1/x:abrir', { 'POST /v1/{id}:abrir': { id: 'x' } }],
    ['POST', '/v1/x:y:abrir', { 'POST /v1/{id}:abrir': { id: 'x:y' } }],
    ['GET', '/v1:listar', { 'GET /v1:listar': {} }],
    ['POST', '/a/b/c:ler', { 'POST /a/{b=**}:ler': { b: 'b/c' } }],
    ['POST', '/a:ler', { 'POST /a/{b=**}:ler': { b: '' } }],
  ])('is matched in %s %s', (method, path, match) => {
    expect(found(router, method, path)).toEqual(match);
  });

  it.each([
    ['/v1/x:nada', { 'GET /v1/{id}': { id: 'x:nada' } }],
    ['/v1/x:', { 'GET /v1/{id}': { id: 'x:' } }],
    ['/v1/x%3Aabrir', { 'GET /v1/{id}': { id: 'x:abrir' } }],
    ['/v1/x:abrir:y', { 'GET /v1/{id}': { id: 'x:abrir:y' } }],
    ['/a/b:ler/c', { 'GET /a/{b=**}': { b: 'b:ler/c' } }],
  ])('that is none is part of the id in %s', (path, match) => {
    expect(found(router, 'GET', path)).toEqual(match);
  });

  it('that the path is known with is never part of an id', () => {
    expect(found(router, 'GET', '/v1/x:abrir')).toEqual(['POST']);
  });

  it('without an id before it is the id', () => {
    expect(found(router, 'GET', '/v1/:abrir')).toEqual({ 'GET /v1/{id}': { id: ':abrir' } });
  });
});

describe('a capture', () => {
  const router = routerOf('GET /um/{a}', 'GET /v1/{a=x/*/y/**}', 'GET /tudo/{a=**}', 'GET /{a=p/*}/{b}');
  const captured = (path: string) => Object.values(found(router, 'GET', path) as object)[0];

  it.each([
    ['/um/a%20b', 'a b'],
    ['/um/a+b', 'a+b'],
    ['/um/a%2Bb', 'a+b'],
    ['/um/a%2Fb', 'a/b'],
    ['/um/a%252Fb', 'a%2Fb'],
    ['/um/%25', '%'],
    ['/um/%C3%A9', 'é'],
    ['/um/..', '..'],
    ['/um/%2e%2e', '..'],
    ['/um/a;b=c', 'a;b=c'],
    ['/v1/x/1/y', 'x/1/y'],
    ['/v1/x/1/y/2/3', 'x/1/y/2/3'],
    ['/v1/x/1%2F2/y/3%2f4', 'x/1%2F2/y/3%2f4'],
    ['/v1/x/1%20/y/%C3%A9%2Fb', 'x/1 /y/é%2Fb'],
    ['/v1/%78/1/y/2', 'x/1/y/2'],
    ['/tudo', ''],
    ['/tudo/a%2Fb', 'a%2Fb'],
    ['/tudo/a%252Fb', 'a%2Fb'],
    ['/tudo/a+b', 'a+b'],
  ])('of %s is %j', (path, value) => {
    expect(captured(path)).toEqual({ a: value });
  });

  it('keeps to its own segments', () => {
    expect(captured('/p/1%2F/2%2F')).toEqual({ a: 'p/1%2F', b: '2/' });
  });

  it.each(['/um/%', '/um/%zz', '/um/%ff', '/um/%C3', '/tudo/a/%E0%A4', '/tudo/%C3%2F'])(
    'of %s is refused',
    (path) => {
      expect(() => router.match('GET', path)).toThrow(BadEncodingError);
    },
  );
});

describe('a path', () => {
  const router = routerOf('GET /v1/a', 'GET /v1/{id}/b', 'GET /r/{x=**}', 'POST /v1/a', 'DELETE /v1/a');

  it.each([
    '',
    'v1/a',
    '/',
    '/v1',
    '/v1/a/',
    '//v1/a',
    '/v1//a',
    '/v1//b',
    '/v1/x',
    '/v1/a/b/c',
    '/V1/a',
    '/v1/A',
    '/v1%2Fa',
    '/v1/%61%',
    '/r/',
    '/r/a/',
    '/r//a',
  ])('%j is unknown', (path) => {
    expect(router.match('GET', path)).toEqual({ kind: 'unknown' });
  });

  it('may have its literals encoded', () => {
    expect(found(router, 'GET', '/%76%31/%61')).toEqual({ 'GET /v1/a': {} });
  });

  it('takes the root when a route does', () => {
    expect(found(routerOf('GET /'), 'GET', '/')).toEqual({ 'GET /': {} });
    expect(found(routerOf('GET /**'), 'GET', '/')).toEqual({ 'GET /**': {} });
  });

  it.each(['PUT', 'get', '*', '', '__proto__'])('tells %j which methods it takes', (method) => {
    expect(found(router, method, '/v1/a')).toEqual(['GET', 'POST', 'DELETE']);
  });

  it('tells the methods of every route that matches it, once each', () => {
    const several = routerOf('GET /v1/a', 'GET /v1/{x}', 'PUT /v1/{x}', 'POST /{y=**}');
    expect(found(several, 'DELETE', '/v1/a')).toEqual(['GET', 'PUT', 'POST']);
  });
});

describe('a table', () => {
  it.each([
    ['GET /v1/{a}', 'GET /v1/{b}'],
    ['GET /v1/{a}', 'GET /v1/*'],
    ['GET /v1/a', 'GET /v1/{x=a}'],
    ['GET /{a=**}', 'GET /**'],
    ['GET /{a}:v', 'GET /{b}:v'],
  ])('can not have %s and %s', (one, other) => {
    expect(() => routerOf(one, other)).toThrow('match the same paths');
  });

  it('can have one path for several methods and verbs', () => {
    expect(() => routerOf('GET /{a}', 'POST /{a}', '* /{a}', 'GET /{a}:v', 'GET /{a}:w')).not.toThrow();
  });
});
