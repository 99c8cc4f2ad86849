import { type Clock, decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import type { Agendamento } from '../domain/agendamento.js';
import { abertos, type Disponibilidade, type Intervalo, livres } from '../domain/disponibilidade.js';
import { agendamentoNaoEncontrado, disponibilidadeNaoEncontrada } from '../domain/errors.js';
import type { Agenda, FiltroDeLista } from './ports.js';

export interface PedidoDeLista extends Omit<FiltroDeLista, 'limite' | 'apos'> {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Teachers' hours, free times and appointments. */
export const createConsultarAgenda = ({
  agenda,
  clock,
}: {
  readonly agenda: Agenda;
  readonly clock: Clock;
}) => {
  /** @throws DomainError DISPONIBILIDADE_NAO_ENCONTRADA */
  const buscarDisponibilidade = async (idProfessor: string): Promise<Disponibilidade> => {
    const found = await agenda.buscarDisponibilidade(idProfessor);
    if (found === undefined) throw disponibilidadeNaoEncontrada(idProfessor);
    return found;
  };
  return {
    buscarDisponibilidade,

    guardarDisponibilidade: async (nova: Omit<Disponibilidade, 'atualizadaEm'>): Promise<Disponibilidade> => {
      const disponibilidade = { ...nova, atualizadaEm: clock.now() };
      await agenda.guardarDisponibilidade(disponibilidade);
      return disponibilidade;
    },

    /** Times of the past are not offered. @throws DomainError DISPONIBILIDADE_NAO_ENCONTRADA */
    listarLivres: async (
      idProfessor: string,
      de: Date,
      ate: Date,
      duracaoMs: number,
    ): Promise<Intervalo[]> => {
      const disponibilidade = await buscarDisponibilidade(idProfessor);
      const agora = clock.now();
      const window = { inicio: de, fim: ate };
      const taken = await agenda.ocupados(idProfessor, window);
      return livres(abertos(disponibilidade, window), taken, duracaoMs).filter(
        ({ inicio }) => inicio > agora,
      );
    },

    /** @throws DomainError AGENDAMENTO_NAO_ENCONTRADO */
    buscar: async (id: string): Promise<Agendamento> => {
      const found = await agenda.buscar(id);
      if (found === undefined) throw agendamentoNaoEncontrado(id);
      return found;
    },

    listar: async ({ pageSize, pageToken, ...filtro }: PedidoDeLista): Promise<Page<Agendamento>> => {
      const limite = pageSizeOf(pageSize);
      const key = decodePageToken(pageToken, ['number', 'string']);
      const apos = key && { inicio: new Date(key[0]), id: key[1] };
      const found = await agenda.listar({ ...filtro, apos, limite: limite + 1 });
      return pageOf(found, limite, ({ inicio, id }) => [inicio.getTime(), id]);
    },
  };
};
