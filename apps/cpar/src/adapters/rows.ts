import type { Selectable } from 'kysely';
import type { Agendamento } from '../domain/agendamento.js';
import type { Disponibilidade } from '../domain/disponibilidade.js';
import type { Envio } from '../domain/envio.js';
import type { CparTables } from './migrations.js';

export type DisponibilidadeRow = Selectable<CparTables['disponibilidades']>;
export type AgendamentoRow = Selectable<CparTables['agendamentos']>;
export type EnvioRow = Selectable<CparTables['envios']>;

export const disponibilidadeOf = (row: DisponibilidadeRow): Disponibilidade => ({
  idProfessor: row.id_professor,
  fuso: row.fuso,
  semanal: JSON.parse(row.semanal) as Disponibilidade['semanal'],
  excecoes: JSON.parse(row.excecoes) as Disponibilidade['excecoes'],
  atualizadaEm: new Date(Number(row.atualizada_em)),
});

export const disponibilidadeRowOf = (disponibilidade: Disponibilidade): DisponibilidadeRow => ({
  id_professor: disponibilidade.idProfessor,
  fuso: disponibilidade.fuso,
  semanal: JSON.stringify(disponibilidade.semanal),
  excecoes: JSON.stringify(disponibilidade.excecoes),
  atualizada_em: disponibilidade.atualizadaEm.getTime(),
});

export const agendamentoOf = (row: AgendamentoRow): Agendamento => ({
  id: row.id,
  idProfessor: row.id_professor,
  idAluno: row.id_aluno,
  inicio: new Date(Number(row.inicio)),
  fim: new Date(Number(row.fim)),
  fuso: row.fuso,
  assunto: row.assunto,
  local: row.local,
  situacao: row.situacao,
  motivoCancelamento: row.motivo_cancelamento,
  lembretesMs: JSON.parse(row.lembretes) as number[],
  sequencia: Number(row.sequencia),
  criadoEm: new Date(Number(row.criado_em)),
  atualizadoEm: new Date(Number(row.atualizado_em)),
});

export const agendamentoRowOf = (agendamento: Agendamento): AgendamentoRow => ({
  id: agendamento.id,
  id_professor: agendamento.idProfessor,
  id_aluno: agendamento.idAluno,
  inicio: agendamento.inicio.getTime(),
  fim: agendamento.fim.getTime(),
  fuso: agendamento.fuso,
  assunto: agendamento.assunto,
  local: agendamento.local,
  situacao: agendamento.situacao,
  motivo_cancelamento: agendamento.motivoCancelamento,
  lembretes: JSON.stringify(agendamento.lembretesMs),
  sequencia: agendamento.sequencia,
  criado_em: agendamento.criadoEm.getTime(),
  atualizado_em: agendamento.atualizadoEm.getTime(),
});

type Conteudo = Pick<Envio, 'evento' | 'comQuem'> & { readonly agendamento: AgendamentoRow };

export const envioRowOf = ({ agendamento, evento, comQuem, ...envio }: Envio): EnvioRow => ({
  chave: envio.chave,
  id_agendamento: agendamento.id,
  id_usuario: envio.idUsuario,
  lembrete: Number(evento === 'lembrete'),
  sequencia: agendamento.sequencia,
  conteudo: JSON.stringify({
    evento,
    comQuem,
    agendamento: agendamentoRowOf(agendamento),
  } satisfies Conteudo),
  devido_em: envio.devidoEm.getTime(),
  tentar_em: envio.tentarEm.getTime(),
  tentativas: envio.tentativas,
  ultimo_erro: '',
  morto_em: null,
});

export function envioOf(row: EnvioRow): Envio {
  const { agendamento, evento, comQuem } = JSON.parse(row.conteudo) as Conteudo;
  return {
    chave: row.chave,
    evento,
    idUsuario: row.id_usuario,
    comQuem,
    agendamento: agendamentoOf(agendamento),
    devidoEm: new Date(Number(row.devido_em)),
    tentarEm: new Date(Number(row.tentar_em)),
    tentativas: Number(row.tentativas),
  };
}
