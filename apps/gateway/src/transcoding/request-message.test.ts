import { fixtureRegistry } from '../../test/fixture/fixture-registry.js';
import { JsonToWire } from '../json/json-to-wire.js';
import { readHttpBindings } from './http-rule.js';
import { InvalidRequest } from './invalid-request.js';
import { encodeRequest } from './request-message.js';

const registry = fixtureRegistry();
const json = new JsonToWire(registry);
const listLivros = readHttpBindings(registry).find(({ template }) => template.source === '/v1/livros');
if (listLivros === undefined) throw new Error('the fixture has no list of books');

const withQuery = (name: string) =>
  encodeRequest(listLivros, { captures: [], query: [[name, 'x']], body: undefined }, json);
const nested = (levels: number): string => `filtro.${'ou.'.repeat(levels - 2)}autor`;

describe('a parameter of a field deep inside', () => {
  it('goes 100 levels deep, as JSON does', () => {
    expect(withQuery(nested(100)).length).toBeGreaterThan(100);
  });

  it.each([101, 5_000])('does not go %d levels deep', (levels) => {
    expect(() => withQuery(nested(levels))).toThrow(InvalidRequest);
    expect(() => withQuery(nested(levels))).toThrow('tem mais de 100 níveis');
  });
});
