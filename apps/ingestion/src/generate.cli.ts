/** Writes made-up events to a file, or sends them to a running service; `--help` tells how. */
import { parseArgs } from 'node:util';
import { ConfigError } from '@trilha/service-kit';
import { Barra } from './auditoria/barra.js';
import { loadCliConfig } from './config.js';
import { ArquivoInteiro } from './gerador/arquivo-inteiro.js';
import { type Formato, linhasDe, TIPOS, type Tipo, VERDADE_CABECALHO, verdadeDe } from './gerador/linhas.js';
import { SAIDA_PADRAO } from './gerador/saida-padrao.js';
import * as ler from './simulador/argumentos.js';
import { type CargaOptions, gerarCarga, INICIO_MS } from './simulador/carga.js';
import { conectar } from './simulador/conexao.js';
import { Painel } from './simulador/painel.js';
import { simular } from './simulador/simular.js';
import { tempoDoSistema } from './simulador/tempo.js';
import { textoDoResumo } from './simulador/texto-do-resumo.js';

const USAGE = `Inventa clientes brasileiros, seus scores, o que compram por hábito, fraudes de três tipos e rótulos que chegam depois.
A mesma semente dá os mesmos bytes.

  npx nx run ingestion:generate -- [--clients N] [--events N] [--seed S] [--out FILE.jsonl|FILE.csv|-]

  --clients N       clientes, cada um com seu score, antes de todo o resto (1000)
  --events N        eventos além deles: transações, rótulos, mudanças de endereço e de score (10000)
  --seed S          semente (1)
  --instance ID     entra nos ids, para que duas sequências caibam no mesmo servidor (vazio)
  --start DIA       dia da primeira transação, AAAA-MM-DD (2025-01-01)
  --out ARQUIVO     .jsonl ou .csv, uma linha por evento; - é a saída padrão, em JSONL (-). Uma pasta vigiada
                    (INGESTION__WATCH_DIR) aceita o arquivo se o nome começar com "eventos", ou com o do tipo se for um só
  --only TIPOS      só estes, com vírgulas: cliente, score, transacao, rotulo (todos)
  --truth FILE.csv  a verdade sobre cada transação: event_id,suspeita,fraude; fraude é valor (muito acima do hábito),
                    rajada (cartão roubado), loja (estabelecimento que vaza cartões) ou vazio
  --server H:P      envia por um fluxo a este serviço, em vez de escrever
  --token TOKEN     com o papel servico ou operador (TRILHA_TOKEN; ou feito com a chave de desenvolvimento)
  --data PASTA      a pasta de dados onde está essa chave (DATA__DIR)
  --help            mostra esta ajuda

Código de saída: 0 tudo escrito ou aceito, 1 o servidor não aceitou tudo, 2 não foi possível.`;

const ENVIO = { modo: 'stream', lote: 500, simultaneas: 4, taxa: 'max' } as const;
const PRAZOS = { janela: 50_000, reuniaoMs: 0, prazoMs: 30_000, desistirMs: 60_000 };
/** Lines written at once. */
const POR_VEZ = 1_000;

try {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '1000' },
      events: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      instance: { type: 'string', default: '' },
      start: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
      truth: { type: 'string' },
      server: { type: 'string' },
      token: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else await main(values);
} catch (error) {
  const usage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ? `\n\n${USAGE}` : '';
  const esperado =
    usage !== '' ||
    error instanceof ler.ArgumentoInvalido ||
    error instanceof ConfigError ||
    (error instanceof Error && 'syscall' in error);
  console.error(esperado ? `${(error as Error).message}${usage}` : error);
  process.exitCode = 2;
}

interface Valores {
  readonly clients: string;
  readonly events: string;
  readonly seed: string;
  readonly instance: string;
  readonly start?: string;
  readonly out?: string;
  readonly only?: string;
  readonly truth?: string;
  readonly server?: string;
  readonly token?: string;
  readonly data?: string;
}

async function main(values: Valores): Promise<void> {
  const carga: CargaOptions = {
    semente: ler.inteiro('seed', values.seed, 0, 2 ** 32 - 1),
    instancia: ler.instancia('instance', values.instance),
    clientes: ler.inteiro('clients', values.clients, 1, 1_000_000),
    inicioMs: values.start === undefined ? INICIO_MS : ler.dia('start', values.start),
    duplicados: 0,
    invalidos: 0,
  };
  const eventos = ler.inteiro('events', values.events, 0, 1e9);
  if (values.server === undefined) return escrever(values, carga, eventos);
  for (const outro of ['out', 'only', 'truth'] as const) {
    if (values[outro] !== undefined)
      throw new ler.ArgumentoInvalido(`--${outro}: só sem --server, que envia tudo e nada escreve`);
  }
  await enviar({ ...values, server: ler.endereco('server', values.server) }, carga, eventos);
}

async function escrever(
  { out = '-', only, truth }: Valores,
  carga: CargaOptions,
  eventos: number,
): Promise<void> {
  const tipos = only === undefined ? TIPOS : tiposDe(only);
  const { cabecalho, linhaDe } = linhasDe(formatoDe(out), tipos);
  const { caminhoDe } = loadCliConfig(process.env);
  const quer = new Set<Tipo>(tipos);
  const todos = 2 * carga.clientes + eventos;
  const barra = new Barra(`de ${todos} eventos`);
  const saida = out === '-' ? SAIDA_PADRAO : await ArquivoInteiro.abrir(caminhoDe(out));
  const verdade = truth === undefined ? undefined : await ArquivoInteiro.abrir(caminhoDe(truth));
  const abandonar = async (): Promise<void> => {
    await saida.abandonar();
    await verdade?.abandonar();
  };
  process.once('SIGINT', () => void abandonar().finally(() => process.exit(130)));
  try {
    let linhas = cabecalho;
    let verdades = VERDADE_CABECALHO;
    let feitos = 0;
    for (const evento of gerarCarga(carga)) {
      if (feitos === todos) break;
      if (quer.has(evento.tipo)) linhas += linhaDe(evento);
      if (verdade !== undefined) verdades += verdadeDe(evento);
      feitos += 1;
      if (feitos % POR_VEZ > 0 && feitos < todos) continue;
      await saida.escrever(linhas);
      await verdade?.escrever(verdades);
      linhas = '';
      verdades = '';
      barra.mostrar(feitos, todos);
    }
    await verdade?.completar();
    await saida.completar();
  } catch (error) {
    await abandonar();
    throw error;
  } finally {
    barra.fechar();
  }
}

async function enviar(
  { server: alvo, token, data }: Valores & { readonly server: string },
  carga: CargaOptions,
  eventos: number,
): Promise<void> {
  const servico = loadCliConfig(process.env).servico(data);
  const client = await conectar({ ...servico, ...PRAZOS, alvo, token: token ?? servico.token });
  const painel = new Painel(tempoDoSistema.agoraMs);
  const parar = new AbortController();
  process.once('SIGINT', () => parar.abort());
  try {
    const resumo = await simular(
      { ...ENVIO, ...PRAZOS, carga, eventos, pular: 0, cadastrar: true },
      {
        client,
        tempo: tempoDoSistema,
        sorteio: Math.random,
        parar: parar.signal,
        abortar: parar.signal,
        aoConcluir: () => {},
        progresso: (...estado) => painel.atualizar(...estado),
      },
    );
    painel.fechar();
    console.log(textoDoResumo(resumo, PRAZOS.janela));
    if (resumo.aceitos < eventos || resumo.naoConfirmados > 0) process.exitCode = 1;
  } finally {
    painel.fechar();
    client.close();
  }
}

function formatoDe(out: string): Formato {
  if (out === '-' || out.endsWith('.jsonl')) return 'jsonl';
  if (out.endsWith('.csv')) return 'csv';
  throw new ler.ArgumentoInvalido(
    `--out: veio ${JSON.stringify(out)}, aceita ARQUIVO.jsonl, ARQUIVO.csv ou -`,
  );
}

function tiposDe(only: string): readonly Tipo[] {
  const pedidos = only.split(',');
  const estranho = pedidos.find((pedido) => !TIPOS.some((tipo) => tipo === pedido));
  if (estranho !== undefined)
    throw new ler.ArgumentoInvalido(`--only: veio ${JSON.stringify(estranho)}, aceita ${TIPOS.join(', ')}`);
  return TIPOS.filter((tipo) => pedidos.includes(tipo));
}
