import type { Gerado } from './gerar.js';

export const FORMATOS = ['jsonl', 'csv'] as const;
export type Formato = (typeof FORMATOS)[number];
export type Tipo = Gerado['tipo'];

/** Columns of each kind, by the names of the contract, in the order in which they are written. */
const COLUNAS: Readonly<Record<Tipo, readonly string[]>> = {
  cliente: ['id', 'nome', 'cpf', 'data_nascimento', 'endereco'],
  score: ['cpf', 'score', 'renda_mensal', 'limite_credito', 'data_ultima_atualizacao'],
  transacao: ['id', 'cliente_id', 'data', 'valor', 'moeda', 'categoria', 'estabelecimento'],
  rotulo: ['transacao_event_id', 'suspeita'],
};
export const TIPOS = Object.keys(COLUNAS) as readonly Tipo[];

/** How events are written down, a line each, so that a watched folder takes them. */
export interface Linhas {
  /** Before all others; empty where there is none. */
  readonly cabecalho: string;
  readonly linhaDe: (evento: Gerado) => string;
}

/** @param tipos the kinds that will come; a CSV has the columns of all of them */
export function linhasDe(formato: Formato, tipos: readonly Tipo[]): Linhas {
  if (formato === 'jsonl') {
    return {
      cabecalho: '',
      linhaDe: (evento) => `${JSON.stringify(Object.fromEntries(camposDe(evento)))}\n`,
    };
  }
  const colunas = [...new Set(['tipo', 'event_id', ...tipos.flatMap((tipo) => COLUNAS[tipo])])];
  return {
    cabecalho: `${colunas.join(',')}\n`,
    linhaDe: (evento) => {
      const campos = new Map(camposDe(evento));
      return `${colunas.map((coluna) => emCsv(campos.get(coluna))).join(',')}\n`;
    },
  };
}

/** The truth about a transaction, which its sender does not know: `event_id,suspeita,fraude`. */
export const VERDADE_CABECALHO = 'event_id,suspeita,fraude\n';
export const verdadeDe = (evento: Gerado): string =>
  evento.tipo === 'transacao'
    ? `${evento.eventId},${evento.fraude !== undefined},${evento.fraude ?? ''}\n`
    : '';

type Valor = string | number | boolean | undefined;

function camposDe({ tipo, eventId, dados }: Gerado): [string, Valor][] {
  const valores = dados as unknown as Readonly<Record<string, Valor>>;
  const campos = COLUNAS[tipo].map((coluna): [string, Valor] => [coluna, valores[emCamelo(coluna)]]);
  return [['tipo', tipo], ['event_id', eventId], ...campos];
}

const emCamelo = (coluna: string): string =>
  coluna.replace(/_(\w)/g, (_, letra: string) => letra.toUpperCase());

/** RFC 4180. */
function emCsv(valor: Valor): string {
  const texto = valor === undefined ? '' : String(valor);
  return /[",\r\n]/.test(texto) ? `"${texto.replaceAll('"', '""')}"` : texto;
}
