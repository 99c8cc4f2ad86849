import { createHash } from 'node:crypto';
import type { Row } from '@trilha/pipeline';
import type { Chegada } from '../app/ports.js';
import { conferirCliente, conferirRotulo, conferirScore, conferirTransacao } from '../domain/conferir.js';
import { lerInstante } from '../domain/data.js';
import type { Evento } from '../domain/evento.js';
import { Recusa } from '../domain/recusa.js';

/** What the rows of a file are, by how its name begins. */
const TIPOS = {
  cliente: /^client/i,
  transacao: /^transac|^transaction/i,
  score: /^score/i,
  rotulo: /^rotulo|^label/i,
} as const;
/** Files whose rows say in a column `tipo` what they are. */
const DE_TUDO = /^evento|^event/i;

/** Where a row stands. */
export interface Origem {
  readonly file: string;
  readonly line: number;
}

/**
 * Makes an event of a row of a file, by the names of the contract: `cliente_id`, `valor` and so on. Without an `event_id`
 * its id is a hash of file, line and content, so that a file that is read again brings nothing twice.
 *
 * @throws Error that names the column, never its value
 */
export function lerLinha(row: Row, origem: Origem, agoraMs: number): Chegada {
  const evento = conferir(row, origem.file, agoraMs);
  if (evento instanceof Recusa) throw new Error(`${evento.campo}: ${evento.mensagem}`);
  const emitida = texto(row, 'emitted_at');
  const emitidoMs = emitida === '' ? undefined : lerInstante(emitida);
  if (emitida !== '' && emitidoMs === undefined)
    throw new Error('emitted_at: uma data AAAA-MM-DD ou RFC 3339');
  const eventId = texto(row, 'event_id');
  if (eventId.length > 64) throw new Error('event_id: 1 a 64 caracteres');
  return { evento, eventId: eventId === '' ? idDe(row, origem) : eventId, idNosso: false, emitidoMs };
}

function conferir(row: Row, file: string, agoraMs: number): Evento | Recusa {
  const t = (nome: string): string => texto(row, nome);
  const n = (nome: string): number => numero(row, nome);
  const tipo = tipoDe(row, file);
  if (tipo === 'cliente') {
    const [dataNascimento, endereco] = [t('data_nascimento'), t('endereco')];
    return conferirCliente(
      { id: t('id'), nome: t('nome'), cpf: t('cpf'), dataNascimento, endereco },
      agoraMs,
    );
  }
  if (tipo === 'transacao') {
    const categoria = t('categoria');
    const dados = {
      id: t('id'),
      clienteId: t('cliente_id'),
      data: t('data'),
      valor: n('valor'),
      moeda: t('moeda'),
      categoria: categoria === '' ? undefined : categoria,
      suspeita: t('suspeita') === '' ? undefined : logico(row, 'suspeita'),
      estabelecimento: t('estabelecimento'),
    };
    return conferirTransacao(dados, agoraMs);
  }
  if (tipo === 'score') {
    const [rendaMensal, limiteCredito] = [n('renda_mensal'), n('limite_credito')];
    const dataUltimaAtualizacao = t('data_ultima_atualizacao');
    return conferirScore(
      { cpf: t('cpf'), score: n('score'), rendaMensal, limiteCredito, dataUltimaAtualizacao },
      agoraMs,
    );
  }
  return conferirRotulo({ transacaoEventId: t('transacao_event_id'), suspeita: logico(row, 'suspeita') });
}

function tipoDe(row: Row, file: string): keyof typeof TIPOS {
  const nomes = Object.keys(TIPOS) as (keyof typeof TIPOS)[];
  if (DE_TUDO.test(file)) {
    const tipo = nomes.find((nome) => nome === texto(row, 'tipo'));
    if (tipo === undefined) throw new Error(`tipo: ${nomes.join(', ')}`);
    return tipo;
  }
  const tipo = nomes.find((nome) => TIPOS[nome].test(file));
  if (tipo === undefined)
    throw new Error('o nome do arquivo não começa com clientes, transacoes, scores, rotulos ou eventos');
  return tipo;
}

function texto(row: Row, nome: string): string {
  const valor = row[nome];
  return valor === undefined || valor === null ? '' : String(valor).trim();
}

/** NaN, which no check takes, for what is no number. */
function numero(row: Row, nome: string): number {
  const valor = texto(row, nome);
  return valor === '' ? Number.NaN : Number(valor);
}

function logico(row: Row, nome: string): boolean {
  const valor = texto(row, nome).toLowerCase();
  if (['true', '1', 'sim'].includes(valor)) return true;
  if (['false', '0', 'nao', 'não'].includes(valor)) return false;
  throw new Error(`${nome}: true ou false`);
}

function idDe(row: Row, { file, line }: Origem): string {
  return createHash('sha256')
    .update(JSON.stringify([file, line, row]))
    .digest('hex')
    .slice(0, 32);
}
