import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorImage } from '@trilha/proto-gen';
import { newId, type RunningService, startService, systemClock } from '@trilha/service-kit';
import { everyoneIs, silentLog, testServerConfig } from '@trilha/service-kit/testing';
import { criarImpressora } from '../src/impressora/criar-impressora.js';
import { Cena } from './cena.js';
import { acharPython, clientePython, itComPython } from './python.js';

const python = acharPython();
const itPython = itComPython(python);
const cena = new Cena();
let pasta: string;
let imagem: string[];
beforeAll(async () => {
  pasta = await mkdtemp(join(tmpdir(), 'python-'));
  const arquivo = join(pasta, 'trilha.binpb');
  await writeFile(arquivo, descriptorImage);
  imagem = ['--image', arquivo];
});
afterEach(() => cena.terminar());
afterAll(() => rm(pasta, { recursive: true, force: true }));

describe('the client in Python', () => {
  itPython('sends the service events that it stores once, however often they are sent', async () => {
    const { client } = await cena.abrir();
    const args = ['--server', client.$target, '--events', '30', '--seed', '5', ...imagem];
    const primeira = await clientePython(python, args);
    expect([primeira.codigo, primeira.erros]).toEqual([0, '']);
    expect(primeira.saida.match(/^IngestClient /gm)).toHaveLength(3);
    expect(primeira.saida.match(/^IngestScore /gm)).toHaveLength(3);
    expect(primeira.saida.match(/^IngestTransaction /gm)).toHaveLength(10);
    expect(primeira.saida).toContain(
      'IngestTransactions py-5: recebidos=10 aceitos=10 repetidos=0 rejeitados=0',
    );
    expect(primeira.saida).toContain('IngestStream: confirmados=10 aceitos=10 repetidos=0');
    expect((await client.getPipelineStatus({})).confirmados).toBe(36n);

    const segunda = await clientePython(python, args);
    expect([segunda.codigo, segunda.erros]).toEqual([0, '']);
    expect(segunda.saida).toContain('aceitos=10 repetidos=10');
    expect((await client.getPipelineStatus({})).confirmados).toBe(36n);
  });

  itPython('says what was not accepted, and fails', async () => {
    const { client } = await cena.abrir();
    const args = ['--server', client.$target, '--events', '3', ...imagem];
    expect((await clientePython(python, args)).codigo).toBe(0);
    // The same ids with other content.
    const outras = await clientePython(python, [...args.slice(0, 2), '--events', '30', ...imagem]);
    expect([outras.codigo, outras.erros]).toEqual([1, expect.stringContaining('ALREADY_EXISTS')]);
  });

  itPython('fails where no service is, and where it does not know the contract', async () => {
    const ninguem = await clientePython(python, ['--server', '127.0.0.1:1', ...imagem]);
    expect([ninguem.codigo, ninguem.erros]).toEqual([1, expect.stringContaining('UNAVAILABLE')]);
    const semImagem = await clientePython(python, ['--image', join(pasta, 'nada')]);
    expect([semImagem.codigo, semImagem.erros]).toEqual([2, expect.stringContaining('nada')]);
    expect((await clientePython(python, ['--events', '0', ...imagem])).codigo).toBe(2);
  });

  itPython('is answered by the print server, which sees each event', async () => {
    const vistos: string[] = [];
    const servidor: RunningService = await startService({
      gatekeeper: everyoneIs(),
      server: testServerConfig,
      log: silentLog,
      services: [
        criarImpressora({ clock: systemClock, newId, imprimir: (metodo) => void vistos.push(metodo) }),
      ],
    });
    try {
      const args = ['--server', `127.0.0.1:${servidor.port}`, '--events', '6', ...imagem];
      const { codigo, erros } = await clientePython(python, args);
      expect([codigo, erros]).toEqual([0, '']);
      expect(vistos).toEqual([
        ...['IngestClient', 'IngestScore', 'IngestTransaction', 'IngestTransaction'],
        ...['IngestTransactions', 'IngestStream', 'GetEvent'],
      ]);
    } finally {
      await servidor.close();
    }
  });
});
