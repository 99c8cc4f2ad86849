import type { Chegada } from '../app/ports.js';
import type { Evento } from '../domain/evento.js';
import {
  type Cabecalho,
  escreverCliente,
  escreverRotulo,
  escreverScore,
  escreverTransacao,
  TIPO,
} from '../registro/registro.js';
import { lacrar, type Segredos } from './segredos.js';
import type { Ligacao, SqlChaveiro } from './sql-chaveiro.js';

/** What a record needs besides the arrival itself. */
export interface Contexto {
  /** Of a label: where its transaction is. */
  readonly offset?: number;
  /** Of a label: whether an earlier one told the same. */
  readonly conhecido?: boolean;
  readonly pessoa?: Buffer | undefined;
  readonly chaveiro?: SqlChaveiro;
  readonly segredos?: Segredos;
}

/** Whose data an event is; undefined when it holds nothing personal. */
export function ligacaoDe(evento: Evento, segredos: Segredos): Ligacao | undefined {
  if (evento.tipo === 'cliente') return { pessoa: segredos.pessoa(evento.cpf), clienteId: evento.id };
  if (evento.tipo === 'score') return { pessoa: segredos.pessoa(evento.cpf) };
  return undefined;
}

/** The record of an arrival, sealed where it is personal. */
export function escreverChegada(
  { evento, eventId, emitidoMs }: Chegada,
  recebidoMs: number,
  contexto: Contexto,
): Buffer {
  const cabecalho: Cabecalho = { tipo: TIPO[evento.tipo], eventId, recebidoMs, emitidoMs };
  switch (evento.tipo) {
    case 'transacao':
      return escreverTransacao(cabecalho, evento);
    case 'rotulo':
      return escreverRotulo(cabecalho, {
        ...evento,
        offset: contexto.offset ?? 0,
        conhecido: contexto.conhecido ?? false,
      });
    case 'cliente': {
      const { id, nome, cpf, dataNascimento, endereco } = evento;
      const conteudo = JSON.stringify([nome, cpf, dataNascimento, endereco]);
      return escreverCliente(cabecalho, { id, ...lacrado(conteudo, conteudo, contexto) });
    }
    case 'score': {
      const { cpf, score, rendaCentavos, limiteCentavos, atualizadoMs } = evento;
      const conteudo = JSON.stringify([cpf]);
      return escreverScore(cabecalho, {
        score,
        rendaCentavos,
        limiteCentavos,
        atualizadoMs,
        ...lacrado(conteudo, `${conteudo} ${score}`, contexto),
      });
    }
  }
}

function lacrado(segredo: string, conteudo: string, { pessoa, chaveiro, segredos }: Contexto) {
  const chave = pessoa === undefined ? undefined : chaveiro?.conhecida(pessoa);
  if (pessoa === undefined || chave === undefined || segredos === undefined) {
    throw new Error('a person has no key: garantir was not awaited');
  }
  return {
    pessoa,
    impressao: segredos.impressao(conteudo),
    lacre: lacrar(chave, Buffer.from(segredo), pessoa),
  };
}
