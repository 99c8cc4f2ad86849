import { Agendamento, CparServiceService, Disponibilidade } from '@trilha/proto-gen/cpar';
import { type Client, createClient } from '@trilha/service-kit';
import { type SpawnedService, spawnService, testClientConfig } from '@trilha/service-kit/testing';

export interface CparProcess {
  readonly service: SpawnedService;
  readonly client: Client<typeof CparServiceService>;
}

/** Starts the built service over a data folder, with a client of it. */
export async function startCpar(dataDir: string, notificacoes: string): Promise<CparProcess> {
  const service = await spawnService('cpar', { dataDir, env: { NOTIFICACOES__TARGET: notificacoes } });
  const { target, authorize } = service;
  const options = { ...testClientConfig, name: 'cpar', authorize };
  return { service, client: createClient(CparServiceService, target, options) };
}

/** Ana can be booked at any time. */
export const abrirSempre = ({ client }: CparProcess): Promise<Disponibilidade> => {
  const horariosSemanais = [1, 2, 3, 4, 5, 6, 7].map((diaSemana) => ({
    diaSemana,
    faixa: { inicio: '00:00', fim: '24:00' },
  }));
  const disponibilidade = Disponibilidade.fromPartial({ idProfessor: 'ana', horariosSemanais });
  return client.setDisponibilidade({ disponibilidade });
};

/** Books ana for a quarter of an hour from an instant. */
export const marcar = (
  { client }: CparProcess,
  inicioMs: number,
  fields: Partial<Agendamento> = {},
): Promise<Agendamento> => {
  const times = { inicio: new Date(inicioMs), fim: new Date(inicioMs + 15 * 60_000) };
  const agendamento = Agendamento.fromPartial({ idProfessor: 'ana', idAluno: 'beto', ...times, ...fields });
  return client.createAgendamento({ agendamento, requestId: '' });
};
