import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CABECALHO_DO_LOG, LogInvalido, lerLogDeEnvio } from './ler-log-de-envio.js';

let pasta = '';
beforeAll(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'log-de-envio-'));
});
afterAll(() => rm(pasta, { recursive: true }));

async function ler(...linhas: string[]) {
  const arquivo = join(pasta, 'log.csv');
  await writeFile(arquivo, linhas.join('\n'));
  return lerLogDeEnvio(arquivo);
}

describe('lerLogDeEnvio', () => {
  it('reads microseconds as milliseconds with fractions', async () => {
    const linha = 'a,transacao,3,1700000000000500,1700000000001250,1700000000002000,aceito';
    expect(await ler(CABECALHO_DO_LOG, linha, '')).toEqual([
      {
        eventId: 'a',
        tipo: 'transacao',
        instancia: '3',
        previstoMs: 1_700_000_000_000.5,
        envioMs: 1_700_000_000_001.25,
        respostaMs: 1_700_000_000_002,
        resultado: 'aceito',
      },
    ]);
  });

  it('takes an event without a schedule as due when it was sent, and an answer that never came as none', async () => {
    const [envio] = await ler(CABECALHO_DO_LOG, 'a,transacao,3,,1700000000001250,,erro:UNAVAILABLE');
    expect(envio).toMatchObject({ previstoMs: 1_700_000_000_001.25, respostaMs: undefined });
  });

  it.each([
    ['another header', ['a,b', 'x,y']],
    ['a line cut off', [CABECALHO_DO_LOG, 'a,transacao,3,17']],
    ['a time that is none', [CABECALHO_DO_LOG, 'a,transacao,3,1,ontem,2,aceito']],
    ['nothing in it', []],
  ])('refuses a file with %s, naming it', async (_, linhas) => {
    await expect(ler(...linhas)).rejects.toThrow(LogInvalido);
    await expect(ler(...linhas)).rejects.toThrow('log.csv');
  });
});
