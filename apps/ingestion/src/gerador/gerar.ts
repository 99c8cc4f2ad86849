import { FilaPorTempo } from './fila-por-tempo.js';
import { fazerLojas, type Loja } from './lojas.js';
import { fazerPessoa, type Pessoa } from './pessoas.js';
import { Sorte } from './sorte.js';

/** What kind of fraud a transaction is part of; none for an honest one. */
export type Fraude = 'valor' | 'rajada' | 'loja';

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
  /** Added to every id, so that several instances can send to one server. */
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
  instancia: '',
};

const HORA_MS = 3_600_000;
const DIA_MS = 24 * HORA_MS;

interface Marcada {
  readonly pessoa: Pessoa;
  readonly loja: Loja;
  readonly valor: number;
  readonly fraude: Fraude | undefined;
}
type Futuro =
  | { readonly tipo: 'transacao'; readonly marcada: Marcada }
  | { readonly tipo: 'rotulo'; readonly transacaoEventId: string; readonly suspeita: boolean };

/**
 * An endless stream of made-up events, the same for the same options: every client and its score first, then
 * transactions by each client's habit, with three kinds of planted fraud (an amount far above the habit; a stolen card's
 * burst; a merchant that leaks cards for some hours), and labels up to three days after.
 */
export function* gerar(options: Partial<GerarOptions> = {}): Generator<Gerado> {
  const o = { ...GERAR, ...options };
  const sorte = new Sorte(o.seed);
  const lojas = fazerLojas(sorte, o.lojas);
  const pessoas: Pessoa[] = [];
  const acumulada = new Float64Array(o.clientes);
  let soma = 0;
  for (let i = 0; i < o.clientes; i++) {
    const pessoa = fazerPessoa(sorte, i + o.seed * o.clientes, o.lojas);
    const { id, nome, cpf, dataNascimento, endereco, score, rendaMensal, limiteCredito } = pessoa;
    pessoas.push({ ...pessoa, id: `${id}${o.instancia}` });
    soma += pessoa.atividade;
    acumulada[i] = soma;
    const tempoMs = o.inicioMs - DIA_MS + i;
    const cliente = { id: `${id}${o.instancia}`, nome, cpf, dataNascimento, endereco };
    yield { tipo: 'cliente', dados: cliente, eventId: uuidDe(sorte, tempoMs), tempoMs };
    const dataUltimaAtualizacao = diaDe(tempoMs);
    const dados = { cpf, score, rendaMensal, limiteCredito, dataUltimaAtualizacao };
    yield { tipo: 'score', dados, eventId: uuidDe(sorte, tempoMs), tempoMs };
  }
  const futuro = new FilaPorTempo<Futuro>();
  let agoraMs = o.inicioMs;
  let proximaMs = agoraMs;
  let comprometida = { loja: 0, ateMs: 0 };
  let numero = 0;
  for (;;) {
    const marcado = futuro.antesDe(proximaMs);
    let marcada: Marcada;
    if (marcado === undefined) {
      agoraMs = proximaMs;
      proximaMs = agoraMs + sorte.exponencial(o.intervaloMs) / ritmo(agoraMs);
      const pessoa = pessoas[sortearAtiva(acumulada, sorte.fracao() * soma)] as Pessoa;
      if (agoraMs > comprometida.ateMs && sorte.chance(0.000_2)) {
        comprometida = { loja: sorte.ate(o.lojas), ateMs: agoraMs + 6 * HORA_MS };
      }
      marcada = escolher(sorte, o, pessoa, lojas, comprometida, agoraMs);
      if (marcada.fraude === 'rajada') marcarRajada(sorte, pessoa, lojas, futuro, agoraMs);
    } else {
      agoraMs = marcado.tempoMs;
      if (marcado.valor.tipo === 'rotulo') {
        const { transacaoEventId, suspeita } = marcado.valor;
        const dados = { transacaoEventId, suspeita };
        yield { tipo: 'rotulo', dados, eventId: uuidDe(sorte, agoraMs), tempoMs: agoraMs };
        continue;
      }
      marcada = marcado.valor.marcada;
    }
    const { pessoa, loja, valor, fraude } = marcada;
    const eventId = uuidDe(sorte, agoraMs);
    const moeda = pessoa.viaja && sorte.chance(0.2) ? (sorte.chance(0.5) ? 'USD' : 'EUR') : 'BRL';
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

function escolher(
  sorte: Sorte,
  { fraudes, lojas: quantas }: GerarOptions,
  pessoa: Pessoa,
  lojas: readonly Loja[],
  comprometida: { readonly loja: number; readonly ateMs: number },
  agoraMs: number,
): Marcada {
  const habitual = sorte.chance(0.9) ? sorte.de(pessoa.lojas) : sorte.ate(quantas);
  const loja = lojas[habitual] as Loja;
  const valor = pessoa.gasto * loja.preco * Math.exp(pessoa.variacao * sorte.normal());
  if (agoraMs < comprometida.ateMs && sorte.chance(0.02)) {
    const vazada = lojas[comprometida.loja] as Loja;
    return { pessoa, loja: vazada, valor: valor * (1 + 3 * sorte.fracao()), fraude: 'loja' };
  }
  if (!sorte.chance(fraudes)) return { pessoa, loja, valor, fraude: undefined };
  if (sorte.chance(0.5))
    return { pessoa, loja, valor: pessoa.gasto * (20 + 80 * sorte.fracao()), fraude: 'valor' };
  return { pessoa, loja, valor: valor * 2, fraude: 'rajada' };
}

/** The rest of a burst: four to eleven more within twenty minutes, wherever a card is taken. */
function marcarRajada(
  sorte: Sorte,
  pessoa: Pessoa,
  lojas: readonly Loja[],
  futuro: FilaPorTempo<Futuro>,
  agoraMs: number,
): void {
  const quantas = 4 + sorte.ate(8);
  for (let i = 0; i < quantas; i++) {
    const loja = sorte.de(lojas);
    const valor = pessoa.gasto * loja.preco * (1 + 4 * sorte.fracao());
    futuro.por(agoraMs + sorte.fracao() * 20 * 60_000, {
      tipo: 'transacao',
      marcada: { pessoa, loja, valor, fraude: 'rajada' },
    });
  }
}

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

/** A UUIDv7 (RFC 9562) of a made-up time. */
function uuidDe(sorte: Sorte, ms: number): string {
  const tempo = Math.floor(ms).toString(16).padStart(12, '0');
  const a = sorte.bits();
  const b = sorte.bits().toString(16).padStart(8, '0');
  const c = sorte.bits().toString(16).padStart(8, '0');
  const v = (0x7000 | (a & 0xfff)).toString(16);
  const variante = (0x8000 | ((a >>> 12) & 0x3fff)).toString(16);
  return `${tempo.slice(0, 8)}-${tempo.slice(8)}-${v}-${variante}-${b}${c.slice(0, 4)}`;
}
