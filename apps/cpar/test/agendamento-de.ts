import type { Agendamento } from '../src/domain/agendamento.js';

const CRIADO_EM = new Date('2026-03-02T12:00:00Z');
const HORA_MS = 3_600_000;

/** A pending appointment of beto with ana, between two hours (UTC, fractions allowed) of Monday, 2 March 2026. */
export const agendamentoDe = (
  id: string,
  inicio: number,
  fim: number,
  fields: Partial<Agendamento> = {},
): Agendamento => ({
  id,
  idProfessor: 'ana',
  idAluno: 'beto',
  inicio: new Date(Date.parse('2026-03-02') + inicio * HORA_MS),
  fim: new Date(Date.parse('2026-03-02') + fim * HORA_MS),
  fuso: 'America/Sao_Paulo',
  assunto: '',
  local: '',
  situacao: 'pendente',
  motivoCancelamento: '',
  lembretesMs: [],
  sequencia: 0,
  criadoEm: CRIADO_EM,
  atualizadoEm: CRIADO_EM,
  ...fields,
});
