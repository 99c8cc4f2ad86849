import type { DadosVisiveis, Entrado, Guardado, Pessoal } from '../app/ports.js';
import type { TipoDeEvento } from '../domain/evento.js';
import {
  type Lacrado,
  lerCabecalho,
  lerCliente,
  lerRotulo,
  lerScore,
  lerTransacao,
  TIPO,
  type Tipo,
} from '../registro/registro.js';
import { abrirLacre } from './segredos.js';
import type { SqlChaveiro } from './sql-chaveiro.js';

/** Reads a record of an event, opening its seal where the key still exists. */
export async function lerGuardado(offset: number, bytes: Buffer, chaveiro: SqlChaveiro): Promise<Guardado> {
  return { ...lerEntrado(offset, bytes), dados: await dadosDe(bytes, chaveiro) };
}

/** Reads what a record of an event says of itself, and none of its content. */
export function lerEntrado(offset: number, bytes: Buffer): Entrado {
  const { tipo, eventId, recebidoMs, emitidoMs } = lerCabecalho(bytes);
  const nome = NOMES[tipo];
  if (nome === undefined) throw semEvento(tipo);
  return { offset, eventId, tipo: nome, recebidoMs, emitidoMs };
}

const NOMES: Readonly<Partial<Record<Tipo, TipoDeEvento>>> = {
  [TIPO.cliente]: 'cliente',
  [TIPO.transacao]: 'transacao',
  [TIPO.score]: 'score',
  [TIPO.rotulo]: 'rotulo',
};

const semEvento = (tipo: number | undefined): RangeError =>
  new RangeError(`record of type ${tipo} is no event`);

async function dadosDe(bytes: Buffer, chaveiro: SqlChaveiro): Promise<DadosVisiveis> {
  switch (bytes[0]) {
    case TIPO.cliente: {
      const cliente = lerCliente(bytes);
      return { tipo: 'cliente', id: cliente.id, pessoal: await pessoalDe(cliente, chaveiro) };
    }
    case TIPO.score: {
      const score = lerScore(bytes);
      const pessoa = Buffer.from(score.pessoa).toString('hex');
      return { tipo: 'score', score: score.score, pessoa, pessoal: await pessoalDe(score, chaveiro) };
    }
    case TIPO.transacao: {
      const { id, clienteId } = lerTransacao(bytes);
      return { tipo: 'transacao', id, clienteId };
    }
    case TIPO.rotulo: {
      const { transacaoEventId, suspeita } = lerRotulo(bytes);
      return { tipo: 'rotulo', transacaoEventId, suspeita };
    }
    default:
      throw semEvento(bytes[0]);
  }
}

async function pessoalDe({ pessoa, lacre }: Lacrado, chaveiro: SqlChaveiro): Promise<Pessoal | undefined> {
  const chave = await chaveiro.ler(Buffer.from(pessoa));
  const claro = chave === undefined ? undefined : abrirLacre(chave, lacre, pessoa);
  if (claro === undefined) return undefined;
  const partes = JSON.parse(claro.toString('utf8')) as readonly string[];
  return partes.length === 1
    ? { nome: '', cpf: partes[0] as string }
    : { nome: partes[0] as string, cpf: partes[1] as string };
}
