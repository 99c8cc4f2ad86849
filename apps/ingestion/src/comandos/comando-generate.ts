import { parseArgs } from 'node:util';
import { type Formato, TIPOS, type Tipo } from '../gerador/linhas.js';
import { type CargaOptions, INICIO_MS } from '../simulador/carga.js';
import * as ler from './argumentos.js';

export const USAGE = `Inventa clientes brasileiros, seus scores, o que compram por hábito, fraudes de três tipos e rótulos que chegam depois.
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

/** What the command line of `ingestion:generate` asks for. */
export interface ComandoGenerate {
  readonly carga: CargaOptions;
  /** After the clients and scores. */
  readonly eventos: number;
  readonly destino: Arquivos | Servidor;
}

export interface Arquivos {
  readonly tipo: 'arquivos';
  /** `-` is standard output. */
  readonly out: string;
  readonly formato: Formato;
  readonly tipos: readonly Tipo[];
  /** Where the truth goes. */
  readonly truth: string | undefined;
}

export interface Servidor {
  readonly tipo: 'servidor';
  /** gRPC target. */
  readonly server: string;
  readonly token: string | undefined;
  /** Data folder with the key of the development issuer. */
  readonly data: string | undefined;
}

/**
 * Undefined when help is asked for.
 *
 * @throws ArgumentoInvalido, or an error of `parseArgs`
 */
export function lerComandoGenerate(args: readonly string[]): ComandoGenerate | undefined {
  const { values } = parseArgs({
    args: [...args],
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
  if (values.help) return undefined;
  const { out, only, truth, server, token, data } = values;
  const carga: CargaOptions = {
    semente: ler.inteiro('seed', values.seed, 0, 2 ** 32 - 1),
    instancia: ler.instancia('instance', values.instance),
    clientes: ler.inteiro('clients', values.clients, 1, 1_000_000),
    inicioMs: values.start === undefined ? INICIO_MS : ler.dia('start', values.start),
    duplicados: 0,
    invalidos: 0,
  };
  const eventos = ler.inteiro('events', values.events, 0, 1e9);
  if (server === undefined) return { carga, eventos, destino: arquivosDe(out, only, truth) };
  for (const [nome, valor] of Object.entries({ out, only, truth })) {
    if (valor !== undefined)
      throw new ler.ArgumentoInvalido(`--${nome}: só sem --server, que envia tudo e nada escreve`);
  }
  const alvo = ler.endereco('server', server);
  return { carga, eventos, destino: { tipo: 'servidor', server: alvo, token, data } };
}

const arquivosDe = (out = '-', only: string | undefined, truth: string | undefined): Arquivos => ({
  ...{ tipo: 'arquivos', out, truth, formato: formatoDe(out) },
  tipos: only === undefined ? TIPOS : tiposDe(only),
});

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
