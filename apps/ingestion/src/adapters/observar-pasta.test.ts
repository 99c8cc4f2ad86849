import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chegada, Diario } from '../app/ports.js';
import { sobrecarregado } from '../domain/errors.js';
import { observarPasta } from './observar-pasta.js';

const AGORA = Date.UTC(2026, 10, 21);
const CSV =
  'id,cliente_id,data,valor,moeda\nt1,c1,2026-01-02,12.5,BRL\nt2,c1,2026-01-02,doze,BRL\nt3,c1,2026-01-03,7,USD\n';

let raiz: string;
beforeEach(async () => {
  raiz = await mkdtemp(join(tmpdir(), 'pasta-'));
  await mkdir(join(raiz, 'entrada'));
});
afterEach(() => rm(raiz, { recursive: true, force: true }));

/** Watches until a file was read; gives what reached the log, in order. */
async function ler(nome: string, conteudo: string, recusas = 0): Promise<readonly Chegada[]> {
  const recebidas: Chegada[] = [];
  let restantes = recusas;
  const receber: Diario['receber'] = async (chegadas) => {
    if (restantes-- > 0) throw sobrecarregado();
    recebidas.push(...(chegadas as readonly Chegada[]));
    return { repetidos: 0, recusados: [] };
  };
  let lido = (): void => {};
  const fim = new Promise<void>((resolve) => {
    lido = resolve;
  });
  await writeFile(join(raiz, 'entrada', nome), conteudo);
  const observador = await observarPasta({
    pasta: join(raiz, 'entrada'),
    folder: join(raiz, 'estado'),
    diario: { receber } as Diario,
    esperarVez: async () => {},
    agoraMs: () => AGORA,
    avisar: (mensagem) => {
      if (mensagem.includes('was read')) lido();
    },
    pollMs: 10,
    settleMs: 0,
  });
  await fim;
  await observador.close();
  return recebidas;
}

describe('a watched folder', () => {
  it('feeds its rows to the log, and lists a bad one by line and column', async () => {
    const recebidas = await ler('transacoes.csv', CSV);
    expect(recebidas.map(({ evento }) => evento.tipo === 'transacao' && evento.id)).toEqual(['t1', 't3']);
    const lista = await readFile(join(raiz, 'entrada', 'failed', 'transacoes.csv.errors.jsonl'), 'utf8');
    expect(JSON.parse(lista)).toMatchObject({ line: 3, reason: expect.stringContaining('valor:') });
    expect(await readFile(join(raiz, 'entrada', 'done', 'transacoes.csv'), 'utf8')).toBe(CSV);
  });

  it('tries again what the log had no room for', async () => {
    expect(await ler('transacoes.csv', CSV, 3)).toHaveLength(2);
  });
});
