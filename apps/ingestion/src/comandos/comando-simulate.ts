import { parseArgs } from 'node:util';
import type { Modo } from '../simulador/canal.js';
import { cabemAte, INICIO_MS } from '../simulador/carga.js';
import type { SimularOptions } from '../simulador/simular.js';
import * as ler from './argumentos.js';

/** What each mode does unless told otherwise. */
const PADROES: Readonly<Record<Modo, { lote: string; simultaneas: string; janela: string }>> = {
  unary: { lote: '1', simultaneas: '32', janela: '1000' },
  batch: { lote: '500', simultaneas: '4', janela: '50000' },
  stream: { lote: '500', simultaneas: '4', janela: '50000' },
};

export const USAGE = `Envia clientes e depois eventos de todos os tipos a um serviço em execução, e presta contas de cada um.

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
  --start DIA        dia da primeira transação, AAAA-MM-DD (2025-01-01)
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

/** What the command line of `ingestion:simulate` asks for. */
export interface ComandoSimulate {
  readonly options: SimularOptions;
  /** gRPC target; undefined: where the environment says. */
  readonly server: string | undefined;
  readonly token: string | undefined;
  /** Data folder with the key of the development issuer. */
  readonly data: string | undefined;
  /** Where the log of what was sent goes. */
  readonly log: string | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
}

/**
 * Undefined when help is asked for.
 *
 * @throws ArgumentoInvalido, or an error of `parseArgs`
 */
export function lerComandoSimulate(args: readonly string[], agoraMs: number): ComandoSimulate | undefined {
  const { values } = parseArgs({
    args: [...args],
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
  if (values.help) return undefined;
  const modo = ler.modo('mode', values.mode);
  const padroes = PADROES[modo];
  const comecarEm = values['start-at'];
  if (values['setup-only'] && values['no-setup'])
    throw new ler.ArgumentoInvalido('--setup-only e --no-setup: um ou outro');
  const carga = {
    semente: ler.inteiro('seed', values.seed, 0, 2 ** 32 - 1),
    instancia: ler.instancia('instance', values.instance),
    clientes: ler.inteiro('clients', values.clients, 1, 1_000_000),
    inicioMs: values.start === undefined ? INICIO_MS : ler.dia('start', values.start),
    duplicados: ler.decimal('duplicates', values.duplicates, 0, 1),
    invalidos: ler.decimal('invalid', values.invalid, 0, 1),
  };
  const eventos = values['setup-only'] ? 0 : ler.inteiro('events', values.events, 1, 1e9);
  const pular = ler.inteiro('skip', values.skip, 0, 1e9);
  const cabem = cabemAte(carga, agoraMs);
  if (eventos + pular > cabem) {
    throw new ler.ArgumentoInvalido(
      `--events: ${eventos + pular} eventos de ${carga.clientes} clientes passariam de hoje (cabem ${cabem}); ` +
        'dê mais clientes em --clients ou um --start anterior',
    );
  }
  const options: SimularOptions = {
    modo,
    ...{ carga, eventos, pular },
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
  return {
    options,
    server: values.server === undefined ? undefined : ler.endereco('server', values.server),
    ...{ token: values.token, data: values.data, log: values.log },
    ...{ verbose: values.verbose, json: values.json },
  };
}
