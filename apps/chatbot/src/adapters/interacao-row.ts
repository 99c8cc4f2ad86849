import type { Interacao } from '../domain/interacao.js';
import type { ChatbotTables } from './migrations.js';

export type InteracaoRow = ChatbotTables['interacoes'];

export const rowOf = ({
  resposta,
  ...interacao
}: Interacao): Omit<InteracaoRow, 'id_pedido' | 'impressao'> => ({
  id: interacao.id,
  id_usuario: interacao.idUsuario,
  id_curso: interacao.idCurso,
  id_aula: interacao.idAula,
  id_conversa: interacao.idConversa,
  duvida: interacao.duvida,
  texto: resposta.texto,
  encontrou: resposta.encontrou ? 1 : 0,
  tutor: resposta.tutor,
  modelo: resposta.modelo,
  citacoes: JSON.stringify(resposta.citacoes),
  id_passagem: resposta.idPassagem,
  confianca: resposta.confianca ?? null,
  tokens_entrada: resposta.tokensEntrada,
  tokens_saida: resposta.tokensSaida,
  motivo_offline: interacao.motivoOffline,
  latencia_ms: interacao.latenciaMs,
  respondida_em: interacao.respondidaEm.getTime(),
  nota: interacao.nota ?? null,
});

export const interacaoOf = (row: InteracaoRow): Interacao => ({
  id: row.id,
  idUsuario: row.id_usuario,
  idCurso: row.id_curso,
  idAula: row.id_aula,
  idConversa: row.id_conversa,
  duvida: row.duvida,
  resposta: {
    texto: row.texto,
    encontrou: Number(row.encontrou) !== 0,
    tutor: row.tutor,
    modelo: row.modelo,
    citacoes: JSON.parse(row.citacoes) as Interacao['resposta']['citacoes'],
    idPassagem: row.id_passagem,
    confianca: row.confianca ?? undefined,
    tokensEntrada: row.tokens_entrada,
    tokensSaida: row.tokens_saida,
  },
  motivoOffline: row.motivo_offline as Interacao['motivoOffline'],
  latenciaMs: row.latencia_ms,
  respondidaEm: new Date(Number(row.respondida_em)),
  nota: row.nota ?? undefined,
});
