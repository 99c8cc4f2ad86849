import fc from 'fast-check';
import { scrub } from './scrub.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('scrub takes out', () => {
  it.each([
    ['an e-mail', 'no user ana.lima+aula@escola.com.br here', 'no user [redacted] here'],
    ['an e-mail in brackets', 'to <ana@escola.com>', 'to <[redacted]>'],
    ['an e-mail with letters beyond ASCII', 'joão@educação.br', '[redacted]'],
    ['a CPF with marks', 'CPF 529.982.247-25.', 'CPF [redacted].'],
    ['a CPF with marks whose check digits are wrong', 'CPF 111.222.333-44', 'CPF [redacted]'],
    ['a bare CPF', 'cpf=52998224725', 'cpf=[redacted]'],
    ['a bearer token', 'Authorization: Bearer abc.def-123_xyz', 'Authorization: Bearer [redacted]'],
    ['basic credentials', 'basic YWxhZGRpbjpvcGVu', 'basic [redacted]'],
    ['a JWT', `token ${JWT} refused`, 'token [redacted] refused'],
    ['a Google key', `key AIza${'x'.repeat(35)}`, 'key [redacted]'],
    ['a password in an URL', 'postgres://trilha:s3cr3t@db:5432/x', 'postgres://trilha:[redacted]@db:5432/x'],
    ['a key in a query', 'GET /v1?key=abc&b=1', 'GET /v1?key=[redacted]&b=1'],
    ['a question in JSON', '{"duvida":"Por que \\"a\\" folha?","n":1}', '{"duvida":"[redacted]","n":1}'],
    [
      'a question as Node prints it',
      "{ aulaContexto: 'A folha', n: 1 }",
      '{ aulaContexto: "[redacted]", n: 1 }',
    ],
    [
      'a question in JSON within JSON',
      '{\\"pergunta\\":\\"segredo\\"}',
      expect.not.stringContaining('segredo'),
    ],
    ['an answer cut short', 'bad JSON: {"resposta":"segredo', 'bad JSON: {"resposta":"[redacted]"'],
  ])('%s', (_what, text, scrubbed) => {
    expect(scrub(text)).toEqual(scrubbed);
  });

  it('what stands beyond the length of a message', () => {
    expect(scrub(`${'1 '.repeat(20_000)}ana@escola.com`)).not.toContain('ana');
  });
});

describe('scrub leaves', () => {
  it.each([
    'listening on 127.0.0.1:50051',
    'took 12.345678901 s',
    'at 1767225600000',
    'order 12345678901 of user 7',
    '0198f1c2-7b1e-7c3d-9a52-529982247251',
    'trace 0af7651916cd43dd8448eb211c80319c',
    'phone +55 11 99999-0000',
    'at Object.<anonymous> (/app/node_modules/@grpc/grpc-js/build/src/call.js:32:19)',
    'pnpm/@trilha+service-kit@0.1.0/node_modules/x',
    'the basic course',
    'bearer of news',
    'version 100.200.300',
  ])('%s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('nothing to search twice', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const once = scrub(text);
        expect(scrub(once)).toBe(once);
      }),
    );
  });
});
