import { type KeyedTable, RowCache } from '@trilha/pipeline';
import type { Situacao } from '../domain/classificar.js';
import { MOEDA_BASE } from '../domain/evento.js';
import type { Enriquecida, Normalizado, TransacaoNormalizada } from './mensagens.js';

/** Columns of the running history of a client. */
export const HISTORIA = {
  transacoes: 0,
  /** Mean of ln(1 + amount) and the sum of squares around it (Welford). */
  media: 1,
  m2: 2,
  ultimaMs: 3,
  /** Transactions and amount of the last hour, decaying with e^(−t/1 h). */
  naHora: 4,
  volumeNaHora: 5,
  /** Mean amount in cents of the base currency. */
  valorMedio: 6,
  /** Hash of the merchant of the last one. */
  estabelecimento: 7,
  /** Row of the person + 1; 0 while no client event came. */
  pessoa: 8,
  /** Amount of all of them in cents of the base currency. */
  volume: 9,
} as const;
export const COLUNAS_DA_HISTORIA = 10;

/** Columns of what is known of a person, from score events. */
export const PESSOA = { conhecida: 0, score: 1, renda: 2, limite: 3, atualizadoMs: 4 } as const;
export const COLUNAS_DA_PESSOA = 5;

const HORA_MS = 3_600_000;
const DIA_S = 86_400;
const SAO_PAULO_MS = -3 * HORA_MS;
/** Below this spread of ln(amount) a habit would call everything unusual. */
const MENOR_DESVIO = 0.1;

export interface Memorias {
  /** By client id. */
  readonly historias: KeyedTable;
  /** By keyed hash of the CPF. */
  readonly pessoas: KeyedTable;
}

const SEM_HISTORIA = new Float64Array(COLUNAS_DA_HISTORIA);

/** Sets a transaction against its client's history and then makes it part of that history. */
export class Enriquecer {
  private readonly linhas: RowCache;

  constructor(private readonly memorias: Memorias) {
    this.linhas = new RowCache(memorias.historias);
  }

  handle(dados: Normalizado): Enriquecida | undefined {
    switch (dados.tipo) {
      case 'transacao': {
        const linha = this.linhas.row(dados.cliente.id, dados.cliente.numero);
        const situacao = this.situacao(dados, linha);
        this.lembrar(dados, linha);
        return { transacao: dados, situacao, cliente: linha };
      }
      case 'cliente': {
        const { historias, pessoas } = this.memorias;
        const pessoa = pessoas.row(dados.pessoa);
        pessoas.set(pessoa, PESSOA.conhecida, 1);
        historias.set(historias.row(dados.clienteId), HISTORIA.pessoa, pessoa + 1);
        return undefined;
      }
      case 'score':
        this.lembrarScore(dados);
        return undefined;
      case 'apagamento':
        this.esquecer(dados.pessoa);
        return undefined;
      default:
        return undefined;
    }
  }

  /** The same for a transaction that is only asked about: nothing is remembered. */
  prever(transacao: TransacaoNormalizada): Enriquecida {
    const linha = this.memorias.historias.find(transacao.cliente.id);
    return { transacao, situacao: this.situacao(transacao, linha), cliente: linha ?? -1 };
  }

  /** Whether a client event came of a person and they were not erased since. */
  conhece(pessoa: string): boolean {
    const { pessoas } = this.memorias;
    const linha = pessoas.find(pessoa);
    return linha !== undefined && pessoas.get(linha, PESSOA.conhecida) === 1;
  }

  private situacao(
    { valorBase, dataMs, moeda, estabelecimento }: TransacaoNormalizada,
    linha: number | undefined,
  ): Situacao {
    const { historias, pessoas } = this.memorias;
    const historia = linha === undefined ? SEM_HISTORIA : historias.cells;
    const h = linha === undefined ? 0 : historias.at(linha);
    const anteriores = historia[h + HISTORIA.transacoes] as number;
    const pessoa = (historia[h + HISTORIA.pessoa] as number) - 1;
    const conhecida = pessoa >= 0 && pessoas.get(pessoa, PESSOA.conhecida) === 1;
    const ultimaMs = historia[h + HISTORIA.ultimaMs] as number;
    const desde = anteriores === 0 ? DIA_S * 1000 : Math.max(0, dataMs - ultimaMs);
    const resta = Math.exp(-desde / HORA_MS);
    const valorMedio = historia[h + HISTORIA.valorMedio] as number;
    const m2 = historia[h + HISTORIA.m2] as number;
    const desvio = anteriores < 2 ? 0 : Math.max(MENOR_DESVIO, Math.sqrt(m2 / (anteriores - 1)));
    const media = historia[h + HISTORIA.media] as number;
    const volumeNaHora = (historia[h + HISTORIA.volumeNaHora] as number) * resta;
    const doUltimo = historia[h + HISTORIA.estabelecimento] as number;
    const comScore = conhecida && pessoas.get(pessoa, PESSOA.atualizadoMs) > 0;
    return {
      valorBase,
      anteriores,
      desvios: desvio === 0 ? 0 : (Math.log1p(valorBase) - media) / desvio,
      naHora: (historia[h + HISTORIA.naHora] as number) * resta,
      volumeNaHora: valorMedio > 0 ? volumeNaHora / valorMedio : 0,
      segundosDesde: desde / 1000,
      mesmoEstabelecimento: anteriores > 0 && doUltimo === estabelecimento.hash,
      clienteConhecido: conhecida,
      score: comScore ? pessoas.get(pessoa, PESSOA.score) / 1000 : 0.5,
      renda: comScore ? pessoas.get(pessoa, PESSOA.renda) : 0,
      limite: comScore ? pessoas.get(pessoa, PESSOA.limite) : 0,
      hora: horaEmSaoPaulo(dataMs),
      moedaEstrangeira: moeda !== MOEDA_BASE,
    };
  }

  private lembrar({ valorBase, dataMs, estabelecimento }: TransacaoNormalizada, linha: number): void {
    const { historias } = this.memorias;
    const { cells: historia } = historias;
    const h = historias.at(linha);
    const n = (historia[h + HISTORIA.transacoes] as number) + 1;
    const valor = Math.log1p(valorBase);
    const media = historia[h + HISTORIA.media] as number;
    const passo = valor - media;
    const novaMedia = media + passo / n;
    const m2 = historia[h + HISTORIA.m2] as number;
    const ultimaMs = historia[h + HISTORIA.ultimaMs] as number;
    const resta = n === 1 ? 0 : Math.exp(-Math.max(0, dataMs - ultimaMs) / HORA_MS);
    const naHora = historia[h + HISTORIA.naHora] as number;
    const volumeNaHora = historia[h + HISTORIA.volumeNaHora] as number;
    const valorMedio = historia[h + HISTORIA.valorMedio] as number;
    historia[h + HISTORIA.transacoes] = n;
    historia[h + HISTORIA.media] = novaMedia;
    historia[h + HISTORIA.m2] = m2 + passo * (valor - novaMedia);
    historia[h + HISTORIA.ultimaMs] = Math.max(ultimaMs, dataMs);
    historia[h + HISTORIA.naHora] = naHora * resta + 1;
    historia[h + HISTORIA.volumeNaHora] = volumeNaHora * resta + valorBase;
    historia[h + HISTORIA.valorMedio] = valorMedio + (valorBase - valorMedio) / n;
    historia[h + HISTORIA.volume] = (historia[h + HISTORIA.volume] as number) + valorBase;
    historia[h + HISTORIA.estabelecimento] = estabelecimento.hash;
    historias.touch(linha);
  }

  /** The person's numbers go; what their client id did stays, as it tells of nobody any more. */
  private esquecer(pessoa: string): void {
    const { pessoas } = this.memorias;
    const linha = pessoas.find(pessoa);
    if (linha === undefined) return;
    for (let coluna = 0; coluna < COLUNAS_DA_PESSOA; coluna++) pessoas.set(linha, coluna, 0);
  }

  /** A score older than the one known changes nothing. */
  private lembrarScore(dados: Extract<Normalizado, { tipo: 'score' }>): void {
    const { pessoas } = this.memorias;
    const linha = pessoas.row(dados.pessoa);
    if (dados.atualizadoMs < pessoas.get(linha, PESSOA.atualizadoMs)) return;
    pessoas.set(linha, PESSOA.score, dados.score);
    pessoas.set(linha, PESSOA.renda, dados.rendaCentavos);
    pessoas.set(linha, PESSOA.limite, dados.limiteCentavos);
    pessoas.set(linha, PESSOA.atualizadoMs, dados.atualizadoMs);
  }
}

function horaEmSaoPaulo(ms: number): number {
  const hora = ((ms + SAO_PAULO_MS) / HORA_MS) % 24;
  return hora < 0 ? hora + 24 : hora;
}
