import { ask, type HttpAnswer } from './fixture/http-client.js';
import { answering } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const path = '/v1/emprestimos:seguir';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});

beforeEach(() => {
  fixture.service.calls.length = 0;
  fixture.service.script('SeguirEmprestimos', answering({ livro: { id: 'l1' } }, { livro: { id: 'l2' } }));
});

afterAll(() => fixture.close());

const events = (headers: Record<string, string> = {}, query = ''): Promise<HttpAnswer> =>
  ask(fixture.gateway.port, { path: path + query, headers: { accept: 'text/event-stream', ...headers } });
const asked = (): unknown => fixture.service.calls[0]?.request;

describe('events of a stream that can be resumed', () => {
  it('have the ids of their items', async () => {
    expect((await events()).text()).toBe(
      'id: l1\ndata: {"livro":{"id":"l1"}}\n\nid: l2\ndata: {"livro":{"id":"l2"}}\n\n',
    );
  });

  it('have no id where the item has none that a line can carry', async () => {
    fixture.service.script('SeguirEmprestimos', answering({ livro: { id: 'a\nb' } }, {}));
    expect((await events()).text()).toBe('data: {"livro":{"id":"a\\nb"}}\n\ndata: {}\n\n');
  });

  it('go on after Last-Event-ID', async () => {
    await events({ 'last-event-id': 'l7' }, '?leitor=ana');
    expect(asked()).toEqual({ leitor: 'ana', aposId: 'l7' });
  });

  it.each(['apos_id', 'aposId'])(
    'go on after Last-Event-ID whatever the URL said at first by %s',
    async (name) => {
      await events({ 'last-event-id': Buffer.from('l-ção').toString('latin1') }, `?${name}=l1`);
      expect(asked()).toEqual({ aposId: 'l-ção' });
    },
  );

  it('begin where the URL says without it', async () => {
    await events({}, '?apos_id=l1');
    expect(asked()).toEqual({ aposId: 'l1' });
  });
});

it('Last-Event-ID means nothing to a stream of lines', async () => {
  const answer = await ask(fixture.gateway.port, { path, headers: { 'last-event-id': 'l7' } });
  expect([asked(), answer.text().split('\n')[0]]).toEqual([{}, '{"livro":{"id":"l1"}}']);
});
