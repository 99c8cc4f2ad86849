/** Sends made-up events to a running service and keeps account of each; `--help` tells how. */
import { parseArgs } from 'node:util';
import { ConfigError } from '@trilha/service-kit';
import { loadCliConfig } from './config.js';
import { GERAR } from './gerador/gerar.js';
import * as ler from './simulador/argumentos.js';
import type { Modo } from './simulador/canal.js';
import { conectar } from './simulador/conexao.js';
import type { Concluido } from './simulador/despachante.js';
import { Painel } from './simulador/painel.js';
import { RegistroDeEnvios } from './simulador/registro-de-envios.js';
import { type SimularOptions, simular } from './simulador/simular.js';
import { tempoDoSistema } from './simulador/tempo.js';
import { textoDoResumo } from './simulador/texto-do-resumo.js';

/** What each mode does unless told otherwise. */
const PADROES: Readonly<Record<Modo, { lote: string; simultaneas: string; janela: string }>> = {
  unary: { lote: '1', simultaneas: '32', janela: '1000' },
  batch: { lote: '500', simultaneas: '4', janela: '50000' },
  stream: { lote: '500', simultaneas: '4', janela: '50000' },
};
/** What is under way when it is told to stop may still be answered for so long. */
const DESPEDIDA_MS = 5_000;

const USAGE = `Envia clientes e depois eventos de todos os tipos a um serviço em execução, e presta contas de cada um.

  npx nx run ingestion:simulate -- --events N [--instance ID] [--mode unary|batch|stream] [--rate R|max] [--log FILE.csv]

  --events N         quantos eventos, além dos clientes e scores do começo (10000)
  --server H:P       o serviço (INGESTION__TARGET, ou localhost:50057)
  --instance ID      nome desta instância, até 32 caracteres; instâncias não compartilham event_id nem clientes (1)
  --seed S           semente; a mesma semente e instância dão os mesmos eventos, com os mesmos event_id (1)
  --mode MODO        unary: uma chamada por evento; batch: lotes de um tipo; stream: um fluxo (batch)
  --rate R|max       eventos por segundo, pelo relógio, chegadas de Poisson (laço aberto);
                     max: assim que houver resposta (laço fechado) (max)
  --concurrency N    laço fechado: chamadas ou mensagens sem resposta ao mesmo tempo (unary 32, batch e stream 4)
  --batch-size N     eventos por lote ou mensagem, até 10000 (500; unary sempre 1)
  --window N         laço aberto: eventos sem resposta ao mesmo tempo (unary 1000, batch e stream 50000)
  --linger MS        laço aberto: quanto um evento espera por companhia no lote ou na mensagem (10)
  --clients N        clientes enviados no começo, cada um com seu score (1000)
  --setup-only       envia só os clientes e scores
  --no-setup         não envia os clientes e scores do começo
  --skip N           começa depois dos N primeiros eventos, já enviados antes (0)
  --start DIA        dia da primeira transação, AAAA-MM-DD (2026-01-01)
  --start-at MS      espera até este instante, em ms desde 1970, entre os clientes e os eventos
  --duplicates F     fração de eventos enviados uma segunda vez, de 0 a 1 (0)
  --invalid F        fração de eventos que nenhum servidor aceita, de 0 a 1 (0)
  --log FILE.csv     uma linha por evento: event_id,tipo,instancia,timestamp_previsto,timestamp_envio,
                     timestamp_resposta,resultado; tempos em µs desde 1970; timestamp_envio é o do primeiro envio
  --timeout S        prazo de cada chamada, em segundos (30)
  --give-up-after S  por quanto tempo um evento sem resposta é reenviado, em segundos (60)
  --token TOKEN      com o papel servico ou operador (TRILHA_TOKEN; ou feito com a chave de desenvolvimento)
  --data PASTA       a pasta de dados onde está essa chave (DATA__DIR)
  --verbose          mostra cada resposta
  --json             o resumo em JSON, na última linha da saída
  --help             mostra esta ajuda

Código de saída: 0 cada evento teve resposta (aceito ou recusado), 1 algum ficou sem ou não foi enviado,
2 não foi possível começar, 130 interrompido (Ctrl-C: espera o que está a caminho; outra vez: não espera).`;

const { values } = lerArgumentos();
if (values.help) console.log(USAGE);
else await main().catch(falhar);

function lerArgumentos() {
  try {
    return parseArgs({
      options: {
        server: { type: 'string' },
        events: { type: 'string', default: '10000' },
        instance: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        mode: { type: 'string', default: 'batch' },
        rate: { type: 'string', default: 'max' },
        concurrency: { type: 'string' },
        'batch-size': { type: 'string' },
        window: { type: 'string' },
        linger: { type: 'string', default: '10' },
        clients: { type: 'string', default: '1000' },
        'setup-only': { type: 'boolean', default: false },
        'no-setup': { type: 'boolean', default: false },
        skip: { type: 'string', default: '0' },
        start: { type: 'string' },
        'start-at': { type: 'string' },
        duplicates: { type: 'string', default: '0' },
        invalid: { type: 'string', default: '0' },
        log: { type: 'string' },
        timeout: { type: 'string', default: '30' },
        'give-up-after': { type: 'string', default: '60' },
        token: { type: 'string' },
        data: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function opcoes(): SimularOptions {
  const modo = ler.modo('mode', values.mode);
  const padroes = PADROES[modo];
  const comecarEm = values['start-at'];
  if (values['setup-only'] && values['no-setup'])
    throw new ler.ArgumentoInvalido('--setup-only e --no-setup: um ou outro');
  return {
    modo,
    carga: {
      semente: ler.inteiro('seed', values.seed, 0, 2 ** 32 - 1),
      instancia: ler.instancia('instance', values.instance),
      clientes: ler.inteiro('clients', values.clients, 1, 1_000_000),
      inicioMs: values.start === undefined ? GERAR.inicioMs : ler.dia('start', values.start),
      duplicados: ler.decimal('duplicates', values.duplicates, 0, 1),
      invalidos: ler.decimal('invalid', values.invalid, 0, 1),
    },
    eventos: values['setup-only'] ? 0 : ler.inteiro('events', values.events, 1, 1e9),
    pular: ler.inteiro('skip', values.skip, 0, 1e9),
    cadastrar: !values['no-setup'],
    taxa: ler.taxa('rate', values.rate),
    lote: modo === 'unary' ? 1 : ler.inteiro('batch-size', values['batch-size'] ?? padroes.lote, 1, 10_000),
    simultaneas: ler.inteiro('concurrency', values.concurrency ?? padroes.simultaneas, 1, 10_000),
    janela: ler.inteiro('window', values.window ?? padroes.janela, 1, 1_000_000),
    reuniaoMs: ler.decimal('linger', values.linger, 0, 60_000),
    prazoMs: 1_000 * ler.decimal('timeout', values.timeout, 0.01, 3_600),
    desistirMs: 1_000 * ler.decimal('give-up-after', values['give-up-after'], 0, 86_400),
    ...(comecarEm === undefined ? {} : { comecarEmMs: ler.inteiro('start-at', comecarEm, 0, 1e14) }),
  };
}

async function main(): Promise<void> {
  const options = opcoes();
  const { caminhoDe, servico } = loadCliConfig(process.env);
  const { alvo, token, auth, tls } = servico(values.data);
  const client = await conectar({
    alvo: values.server === undefined ? alvo : ler.endereco('server', values.server),
    token: values.token ?? token,
    ...{ auth, tls, prazoMs: options.prazoMs },
  });
  const registro =
    values.log === undefined
      ? undefined
      : RegistroDeEnvios.abrir(caminhoDe(values.log), options.carga.instancia);
  const painel = new Painel(tempoDoSistema.agoraMs);
  const { parar, abortar, sinal } = ouvirSinais();
  try {
    const resumo = await simular(options, {
      client,
      tempo: tempoDoSistema,
      sorteio: Math.random,
      parar,
      abortar,
      aoConcluir: (concluido) => {
        registro?.juntar(concluido);
        if (values.verbose) console.log(linhaDe(concluido));
      },
      progresso: (...estado) => painel.atualizar(...estado),
    });
    painel.fechar();
    console.log(values.json ? JSON.stringify(resumo) : textoDoResumo(resumo, options.janela));
    const falta = resumo.naoConfirmados > 0 || resumo.naoEnviados > 0;
    process.exitCode = sinal() === undefined ? Number(falta || resumo.motivo !== undefined) : 130;
  } finally {
    painel.fechar();
    registro?.fechar();
    client.close();
  }
}

/** The first SIGINT or SIGTERM ends the sending and waits for answers, for a while; the second waits no more. */
function ouvirSinais() {
  const parar = new AbortController();
  const abortar = new AbortController();
  let recebido: NodeJS.Signals | undefined;
  for (const nome of ['SIGINT', 'SIGTERM'] as const) {
    process.on(nome, () => {
      if (recebido !== undefined) abortar.abort();
      else setTimeout(() => abortar.abort(), DESPEDIDA_MS).unref();
      recebido = nome;
      parar.abort();
    });
  }
  return { parar: parar.signal, abortar: abortar.signal, sinal: () => recebido };
}

function linhaDe({ item, envioMs, respostaMs, resultado }: Concluido): string {
  const ms = (respostaMs - envioMs).toFixed(1).padStart(8);
  return `${item.eventId} ${item.tipo.padEnd(9)} ${ms} ms  ${resultado}`;
}

function falhar(error: unknown): void {
  const esperado = error instanceof ler.ArgumentoInvalido || error instanceof ConfigError;
  const doSistema = error instanceof Error && 'syscall' in error;
  console.error(esperado || doSistema ? (error as Error).message : error);
  process.exitCode = 2;
}
