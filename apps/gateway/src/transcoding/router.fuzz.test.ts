import fc from 'fast-check';
import { parsePathTemplate } from './path-template.js';
import { BadEncodingError } from './percent-decode.js';
import { Router } from './router.js';

const RUNS = { numRuns: 300 };

/** Text of one segment, decoded; never empty, because an empty segment matches nothing. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    'a',
    'a b',
    'a/b',
    '/',
    '%',
    '%2F',
    '+',
    '.',
    '..',
    'á',
    '😀',
    'x:y',
    ':',
    '=',
    '?#',
    '__proto__',
  ),
);
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);

/** A piece of a template with one way to fill it: what the path has there, and what the variable then holds. */
interface Piece {
  readonly template: string;
  readonly path: string[];
  readonly value: string;
}

const encoded = (value: string): string => encodeURIComponent(value);
/** As a variable of several segments holds it: decoded, but for slashes. */
const held = (value: string): string => value.replaceAll('/', '%2F');

const literal: fc.Arbitrary<Piece> = name.map((value) => ({ template: value, path: [value], value }));
const one: fc.Arbitrary<Piece> = text.map((value) => ({ template: '*', path: [encoded(value)], value }));
const rest: fc.Arbitrary<Piece> = fc.array(text, { maxLength: 4 }).map((values) => ({
  template: '**',
  path: values.map(encoded),
  value: values.map(held).join('/'),
}));

const multi = fc
  .tuple(
    fc.array(fc.oneof(literal, one), { minLength: 1, maxLength: 3 }),
    fc.option(rest, { nil: undefined }),
  )
  .filter(([pieces, last]) => pieces.length > 1 || last !== undefined)
  .map(([pieces, last]): Piece => {
    const all = last === undefined ? pieces : [...pieces, last];
    return {
      template: all.map((piece) => piece.template).join('/'),
      path: all.flatMap((piece) => piece.path),
      value: [...pieces.map((piece) => held(piece.value)), ...(last?.path.length ? [last.value] : [])].join(
        '/',
      ),
    };
  });

interface Part extends Piece {
  readonly bound: boolean;
}

const part: fc.Arbitrary<Part> = fc.oneof(
  literal.map((piece) => ({ ...piece, bound: false })),
  one.map((piece) => ({ ...piece, bound: true })),
  multi.map((piece) => ({ ...piece, bound: true })),
);

/** A template and a path made from it, with what must be captured. */
const filled = fc
  .record({
    parts: fc.array(part, { minLength: 1, maxLength: 4 }),
    verb: fc.option(name, { nil: undefined }),
  })
  .map(({ parts, verb }) => {
    const end = parts.findIndex((one) => one.template.endsWith('**'));
    const kept = end < 0 ? parts : parts.slice(0, end + 1);
    const suffix = verb === undefined ? '' : `:${verb}`;
    const template = kept.map((one, at) => (one.bound ? `{f${at}=${one.template}}` : one.template)).join('/');
    return {
      template: `/${template}${suffix}`,
      path: `/${kept.flatMap((one) => one.path).join('/')}${suffix}`,
      captures: kept.flatMap((one, at) => (one.bound ? [{ field: `f${at}`, value: one.value }] : [])),
    };
  });

const routerOf = (...templates: string[]) =>
  new Router(templates.map((source) => ({ httpMethod: 'GET', template: parsePathTemplate(source) })));

describe('a path made from a template', () => {
  it('matches it and is captured as it was put in', () => {
    fc.assert(
      fc.property(filled, ({ template, path, captures }) => {
        const match = routerOf(template).match('GET', path);
        expect(match).toMatchObject({ kind: 'found', captures });
      }),
      RUNS,
    );
  });

  it('still matches with another route in the table', () => {
    fc.assert(
      fc.property(filled, filled, (one, other) => {
        let router: ReturnType<typeof routerOf>;
        try {
          router = routerOf(one.template, other.template);
        } catch {
          return;
        }
        expect(router.match('GET', one.path).kind).toBe('found');
        expect(router.match('GET', other.path).kind).toBe('found');
      }),
      RUNS,
    );
  });
});

/** Paths of pieces that mean something, so that they often come near a route. */
const piece = fc.constantFrom(
  ...['v1', 'livros', 'a', 'a:abrir', ':', ':abrir', '', '*', '{a}', '..', '\0', '?'],
  ...['%', '%2F', '%ff', '%C3%A9', '%61', 'é', '\ud800'],
);
const path = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(piece, { maxLength: 5 }).map((pieces) => `/${pieces.join('/')}`),
);

describe('any path', () => {
  const router = routerOf(
    '/v1/livros',
    '/v1/{a}',
    '/v1/{a}:abrir',
    '/v1/livros/{b=**}',
    '/{c=a/*}/v1',
    '/{d=**}',
  );

  it('matches or does not; only its encoding is refused', () => {
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', '*', ''), path, (method, any) => {
        try {
          expect(router.match(method, any).kind).toMatch(/^(found|wrong-method|unknown)$/);
        } catch (error) {
          if (!(error instanceof BadEncodingError)) throw error;
          expect(any).toContain('%');
        }
      }),
      RUNS,
    );
  });

  it('without a percent sign is captured letter by letter', () => {
    fc.assert(
      fc.property(
        path.filter((any) => !any.includes('%')),
        (any) => {
          const match = routerOf('/{tudo=**}').match('GET', any);
          if (match.kind === 'found') expect(match.captures[0]?.value).toBe(any.slice(1));
          else
            expect(any === '' || !any.startsWith('/') || any.endsWith('/') || any.includes('//')).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it('is a template or is refused as none', () => {
    fc.assert(
      fc.property(fc.oneof(path, fc.stringMatching(/^\/[a{}*=/:.]{0,12}$/)), (source) => {
        try {
          expect(parsePathTemplate(source).source).toBe(source);
        } catch (error) {
          expect((error as Error).name).toBe('PathTemplateError');
        }
      }),
      RUNS,
    );
  });
});
