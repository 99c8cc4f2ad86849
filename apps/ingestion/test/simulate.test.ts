import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Modo } from '../src/simulador/canal.js';
import { INICIO_MS } from '../src/simulador/carga.js';
import type { Concluido } from '../src/simulador/despachante.js';
import { RegistroDeEnvios } from '../src/simulador/registro-de-envios.js';
import { type SimularOptions, simular } from '../src/simulador/simular.js';
import { tempoDoSistema } from '../src/simulador/tempo.js';
import { Cena } from './cena.js';
import type { RunningIngestion } from './start-ingestion.js';

const cena = new Cena();
afterEach(() => cena.terminar());

const opcoes = (modo: Modo, options: Partial<SimularOptions> = {}): SimularOptions => ({
  carga: { semente: 1, instancia: 'a', clientes: 30, inicioMs: INICIO_MS, duplicados: 0.02, invalidos: 0.02 },
  ...{ modo, eventos: 400, pular: 0, cadastrar: true, taxa: 'max' },
  ...{ lote: modo === 'unary' ? 1 : 50, simultaneas: 16, janela: 1_000, reuniaoMs: 5 },
  ...{ prazoMs: 20_000, desistirMs: 20_000 },
  ...options,
});

async function rodar({ client }: RunningIngestion, options: SimularOptions) {
  const concluidos: Concluido[] = [];
  const resumo = await simular(options, {
    client,
    tempo: tempoDoSistema,
    sorteio: Math.random,
    parar: new AbortController().signal,
    abortar: new AbortController().signal,
    aoConcluir: (um) => concluidos.push(um),
    progresso: () => {},
  });
  return { resumo, concluidos };
}

describe.each(['unary', 'batch', 'stream'] as const)('mode %s', (modo) => {
  it('sends everything once, and sent again it is known', async () => {
    const servico = await cena.abrir();
    const { resumo, concluidos } = await rodar(servico, opcoes(modo));
    expect(resumo).toMatchObject({
      ...{ cadastrados: 60, pedidos: 400, enviados: 400, naoConfirmados: 0, naoEnviados: 0, erros: {} },
      ...{ reenviados: 0, represados: 0 },
    });
    expect(resumo.duplicados).toBeGreaterThan(0);
    expect(resumo.conhecidos).toBe(resumo.duplicados);
    expect(resumo.recusados.CAMPOS_INVALIDOS).toBeGreaterThan(0);
    expect(new Set(concluidos.map(({ item }) => item.tipo)).size).toBe(4);
    await servico.analisado();
    const { confirmados, mortos } = await servico.client.getPipelineStatus({});
    expect([confirmados, mortos]).toEqual([BigInt(60 + resumo.aceitos), 0n]);

    const { resumo: outra } = await rodar(servico, opcoes(modo));
    expect([outra.aceitos, outra.recusados]).toEqual([resumo.aceitos, resumo.recusados]);
    expect((await servico.client.getPipelineStatus({})).confirmados).toBe(confirmados);
  });

  it('by the clock tells when each event should have been sent, and the service knows it too', async () => {
    const servico = await cena.abrir();
    const { resumo, concluidos } = await rodar(servico, opcoes(modo, { taxa: 500, eventos: 100 }));
    expect(resumo).toMatchObject({ enviados: 100, naoConfirmados: 0 });
    const eventos = concluidos.slice(60).filter(({ item }) => !item.repetido);
    expect(eventos.every(({ previstoMs, envioMs }) => previstoMs <= envioMs)).toBe(true);
    expect(new Set(eventos.map(({ previstoMs }) => previstoMs)).size).toBe(eventos.length);
    const { item, previstoMs } = eventos.find(({ resultado }) => resultado === 'aceito') as Concluido;
    const { emitidoEm } = await servico.client.getEvent({ eventId: item.eventId });
    expect(emitidoEm).toEqual(new Date(previstoMs));
  });
});

it('sends only what is asked for, and goes on where another run ended', async () => {
  const servico = await cena.abrir();
  const limpa = { ...opcoes('batch').carga, duplicados: 0, invalidos: 0 };
  const so = await rodar(servico, opcoes('batch', { carga: limpa, eventos: 0 }));
  expect(so.resumo).toMatchObject({ cadastrados: 60, pedidos: 0, enviados: 0, naoEnviados: 0 });
  const resto = { carga: limpa, cadastrar: false, eventos: 200 };
  const um = await rodar(servico, opcoes('batch', resto));
  const dois = await rodar(servico, opcoes('batch', { ...resto, pular: 200 }));
  expect([um.resumo.aceitos, dois.resumo.aceitos, dois.resumo.conhecidos]).toEqual([200, 200, 0]);
});

it('writes a row an event and none for a duplicate, with times in whole microseconds', async () => {
  const pasta = await mkdtemp(join(tmpdir(), 'simulate-'));
  try {
    const servico = await cena.abrir();
    const { concluidos, resumo } = await rodar(servico, opcoes('stream', { eventos: 300 }));
    const arquivo = join(pasta, 'sub', 'envios.csv');
    const registro = RegistroDeEnvios.abrir(arquivo, 'a');
    for (const um of concluidos) registro.juntar(um);
    registro.fechar();
    const [cabecalho, ...linhas] = (await readFile(arquivo, 'utf8')).trimEnd().split('\n');
    expect(cabecalho).toBe(
      'event_id,tipo,instancia,timestamp_previsto,timestamp_envio,timestamp_resposta,resultado',
    );
    expect([linhas.length, resumo.duplicados > 0]).toEqual([360, true]);
    const agora = Date.now() * 1_000;
    for (const linha of linhas) {
      const [id, tipo, instancia, ...resto] = linha.split(',');
      const [previsto = 0, envio = 0, volta = 0] = resto.slice(0, 3).map(Number);
      expect([
        id !== '',
        ['cliente', 'score', 'transacao', 'rotulo'].includes(tipo ?? ''),
        instancia,
      ]).toEqual([true, true, 'a']);
      expect([previsto, envio, volta].every(Number.isSafeInteger)).toBe(true);
      expect(previsto === envio && envio <= volta && Math.abs(agora - volta) < 3_600e6).toBe(true);
      expect(resto[3]).toMatch(/^(aceito|recusado:[A-Z_]+)$/);
    }
  } finally {
    await rm(pasta, { recursive: true, force: true });
  }
});
