import { FilaPorTempo } from './fila-por-tempo.js';
import { type Fraude, Fraudes, type Marcada } from './fraudes.js';
import { identidadeDe, uuidDe } from './identidade.js';
import { fazerLojas, type Loja } from './lojas.js';
import { fazerEndereco, fazerPessoa, type Pessoa } from './pessoas.js';
import { Sorte } from './sorte.js';

/** One event as a sender has it; field names are those of the contract. */
export type Gerado = { readonly eventId: string; readonly tempoMs: number } & (
  | { readonly tipo: 'cliente'; readonly dados: ClienteGerado }
  | { readonly tipo: 'score'; readonly dados: ScoreGerado }
  | { readonly tipo: 'transacao'; readonly dados: TransacaoGerada; readonly fraude: Fraude | undefined }
  | {
      readonly tipo: 'rotulo';
      readonly dados: { readonly transacaoEventId: string; readonly suspeita: boolean };
    }
);
export type ClienteGerado = Pick<Pessoa, 'id' | 'nome' | 'cpf' | 'dataNascimento' | 'endereco'>;
export type ScoreGerado = Pick<Pessoa, 'cpf' | 'score' | 'rendaMensal' | 'limiteCredito'> & {
  readonly dataUltimaAtualizacao: string;
};
export interface TransacaoGerada {
  readonly id: string;
  readonly clienteId: string;
  readonly data: string;
  readonly valor: number;
  readonly moeda: string;
  readonly categoria: string | undefined;
  readonly estabelecimento: string;
}

export interface GerarOptions {
  /** A whole number from 0 to 2³² − 1. */
  readonly seed: number;
  /** 10,000. */
  readonly clientes: number;
  /** 400. */
  readonly lojas: number;
  /** When the first transaction is made. 2026-01-01T00:00Z. */
  readonly inicioMs: number;
  /** Mean time between two transactions of all clients. 2 s. */
  readonly intervaloMs: number;
  /** Share of transactions that begin a fraud. 0.004. */
  readonly fraudes: number;
  /** Share of honest transactions that get a label; of fraudulent ones nine in ten do. 0.05. */
  readonly rotulos: number;
  /** Share of transactions after which some client moves house or gets another score. 0. */
  readonly mudancas: number;
  /** Whether clients are paid, once in thirty days each. false. */
  readonly salarios: boolean;
  /** Added to every id, so that several instances can send to one server; at most 32 characters. */
  readonly instancia: string;
}

export const GERAR: GerarOptions = {
  seed: 1,
  clientes: 10_000,
  lojas: 400,
  inicioMs: Date.UTC(2026, 0, 1),
  intervaloMs: 2_000,
  fraudes: 0.004,
  rotulos: 0.05,
  mudancas: 0,
  salarios: false,
  instancia: '',
};

const HORA_MS = 3_600_000;
const DIA_MS = 24 * HORA_MS;
const MES_MS = 30 * DIA_MS;
const EMPREGO: Loja = { nome: 'Folha de pagamento', categoria: 'Salário', preco: 0 };

type Futuro =
  | { readonly tipo: 'transacao'; readonly marcada: Marcada }
  | { readonly tipo: 'salario'; readonly pessoa: Pessoa }
  | { readonly tipo: 'rotulo'; readonly transacaoEventId: string; readonly suspeita: boolean };

/**
 * An endless stream of made-up events, the same for the same options: every client and its score first, then
 * transactions by each client's habit (how much, how often, where, at which hours), with three kinds of planted fraud,
 * and labels up to three days after.
 */
export function* gerar(options: Partial<GerarOptions> = {}): Generator<Gerado> {
  const o = { ...GERAR, ...options };
  const { semente, primeiraPessoa, marca } = identidadeDe(o.seed, o.instancia, o.clientes);
  const sorte = new Sorte(semente);
  const lojas = fazerLojas(sorte, o.lojas);
  const pessoas: Pessoa[] = [];
  const acumulada = new Float64Array(o.clientes);
  let soma = 0;
  const cliente = ({ id, nome, cpf, dataNascimento, endereco }: Pessoa, tempoMs: number): Gerado => ({
    tipo: 'cliente',
    dados: { id, nome, cpf, dataNascimento, endereco },
    eventId: uuidDe(sorte, tempoMs, marca),
    tempoMs,
  });
  const score = ({ cpf, score: pontos, rendaMensal, limiteCredito }: Pessoa, tempoMs: number): Gerado => ({
    tipo: 'score',
    dados: { cpf, score: pontos, rendaMensal, limiteCredito, dataUltimaAtualizacao: diaDe(tempoMs) },
    eventId: uuidDe(sorte, tempoMs, marca),
    tempoMs,
  });
  for (let i = 0; i < o.clientes; i++) {
    const feita = fazerPessoa(sorte, primeiraPessoa + i, o.lojas);
    const pessoa = { ...feita, id: `${feita.id}${o.instancia}` };
    pessoas.push(pessoa);
    soma += pessoa.atividade;
    acumulada[i] = soma;
    const tempoMs = o.inicioMs - DIA_MS + i;
    yield cliente(pessoa, tempoMs);
    yield score(pessoa, tempoMs);
  }
  const futuro = new FilaPorTempo<Futuro>();
  if (o.salarios) {
    for (const pessoa of pessoas) {
      futuro.por(o.inicioMs + sorte.fracao() * MES_MS, { tipo: 'salario', pessoa });
    }
  }
  const fraudes = new Fraudes(sorte, lojas, o.fraudes);
  let agoraMs = o.inicioMs;
  let proximaMs = agoraMs;
  let numero = 0;
  for (;;) {
    const marcado = futuro.antesDe(proximaMs);
    let marcada: Marcada;
    if (marcado === undefined) {
      agoraMs = proximaMs;
      proximaMs = agoraMs + sorte.exponencial(o.intervaloMs) / ritmo(agoraMs);
      const pessoa = pessoas[sortearAtiva(acumulada, sorte.fracao() * soma)] as Pessoa;
      fraudes.talvezVazar(agoraMs);
      marcada = fraudes.escolher(pessoa, agoraMs);
      if (marcada.fraude === 'rajada') fraudes.rajada(pessoa, agoraMs, futuro);
      if (o.mudancas > 0 && sorte.chance(o.mudancas)) {
        const outra = sorte.de(pessoas);
        yield sorte.chance(0.5)
          ? cliente({ ...outra, endereco: fazerEndereco(sorte) }, agoraMs)
          : score({ ...outra, score: novoScore(sorte, outra.score) }, agoraMs);
      }
    } else {
      agoraMs = marcado.tempoMs;
      if (marcado.valor.tipo === 'rotulo') {
        const { transacaoEventId, suspeita } = marcado.valor;
        const dados = { transacaoEventId, suspeita };
        yield { tipo: 'rotulo', dados, eventId: uuidDe(sorte, agoraMs, marca), tempoMs: agoraMs };
        continue;
      }
      if (marcado.valor.tipo === 'salario') {
        const { pessoa } = marcado.valor;
        marcada = { pessoa, loja: EMPREGO, valor: pessoa.rendaMensal, fraude: undefined };
        futuro.por(agoraMs + MES_MS, marcado.valor);
      } else marcada = marcado.valor.marcada;
    }
    const { pessoa, loja, valor, fraude } = marcada;
    const eventId = uuidDe(sorte, agoraMs, marca);
    const fora = pessoa.viaja && loja !== EMPREGO && sorte.chance(0.2);
    const moeda = fora ? (sorte.chance(0.5) ? 'USD' : 'EUR') : 'BRL';
    yield {
      tipo: 'transacao',
      eventId,
      tempoMs: agoraMs,
      fraude,
      dados: {
        id: `t${o.instancia}-${numero++}`,
        clienteId: pessoa.id,
        data: new Date(agoraMs).toISOString(),
        valor: Math.max(0.01, Math.round(valor * 100) / 100),
        moeda,
        categoria: sorte.chance(0.5) ? loja.categoria : undefined,
        estabelecimento: loja.nome,
      },
    };
    if (sorte.chance(fraude === undefined ? o.rotulos : 0.9)) {
      const suspeita = fraude !== undefined;
      futuro.por(agoraMs + HORA_MS + sorte.fracao() * 3 * DIA_MS, {
        tipo: 'rotulo',
        transacaoEventId: eventId,
        suspeita,
      });
    }
  }
}

const novoScore = (sorte: Sorte, antes: number): number =>
  Math.min(1_000, Math.max(0, Math.round(antes + 40 * sorte.normal())));

/** More is bought in the afternoon than before dawn. */
const ritmo = (ms: number): number => 1 + 0.8 * Math.sin(((ms / HORA_MS - 3 - 9) / 24) * 2 * Math.PI);

function sortearAtiva(acumulada: Float64Array, alvo: number): number {
  let [baixo, alto] = [0, acumulada.length - 1];
  while (baixo < alto) {
    const meio = (baixo + alto) >> 1;
    if ((acumulada[meio] as number) > alvo) alto = meio;
    else baixo = meio + 1;
  }
  return baixo;
}

const diaDe = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
