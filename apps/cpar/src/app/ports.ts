import type { Agendamento, Situacao } from '../domain/agendamento.js';
import type { Disponibilidade, Intervalo } from '../domain/disponibilidade.js';
import type { Envio } from '../domain/envio.js';

/** A change of an appointment with all that must be told of it. */
export interface Mudanca {
  readonly agendamento: Agendamento;
  /** Told at once. */
  readonly avisos: readonly Envio[];
  /** Take the place of those that were still to come. */
  readonly lembretes: readonly Envio[];
}

/** Teachers' hours and appointments. Every adapter passes `adapters/agenda.contract.ts`. */
export interface Agenda {
  guardarDisponibilidade(disponibilidade: Disponibilidade): Promise<void>;
  buscarDisponibilidade(idProfessor: string): Promise<Disponibilidade | undefined>;
  buscar(id: string): Promise<Agendamento | undefined>;
  /** Appointments of a person, as teacher or student, that overlap a stretch and are not cancelled. */
  ocupados(pessoa: string, intervalo: Intervalo): Promise<readonly Agendamento[]>;
  listar(filtro: FiltroDeLista): Promise<readonly Agendamento[]>;
  /**
   * Books a time with what must be told of it, in one transaction; once per key within a day.
   *
   * @throws DomainError HORARIO_OCUPADO when it overlaps another appointment of either person
   * @throws DomainError PEDIDO_DIFERENTE when the key was used for another content
   */
  criar(
    mudanca: Mudanca,
    pedido: { readonly requestId: string; readonly conteudo: unknown },
  ): Promise<Agendamento>;
  /**
   * Changes an appointment in one transaction; the same object from `mudar` means that nothing changed.
   *
   * @param mudar synchronous, so that nobody awaits a remote call inside a transaction
   * @throws DomainError HORARIO_OCUPADO, AGENDAMENTO_NAO_ENCONTRADO, and what `mudar` throws
   */
  mudar(id: string, mudar: (atual: Agendamento) => Agendamento, agora: Date): Promise<Agendamento>;
}

export interface FiltroDeLista {
  readonly idProfessor?: string;
  readonly idAluno?: string;
  readonly situacao?: Situacao;
  readonly de?: Date;
  readonly ate?: Date;
  readonly limite: number;
  /** Sort key of the last one of the page before. */
  readonly apos?: { readonly inicio: Date; readonly id: string };
}

/** What is still to be told. Every adapter passes `adapters/agenda.contract.ts`. */
export interface Envios {
  /** Those that are due, the oldest first. */
  devidos(agora: Date, limite: number): Promise<readonly Envio[]>;
  proximo(): Promise<Date | undefined>;
  concluir(chave: string): Promise<void>;
  adiar(chave: string, ate: Date): Promise<void>;
}

/** Tells people, by another service. */
export interface Notificador {
  /** Tells once per key; gives the id of the notification. */
  avisar(envio: Envio, convite: string, signal: AbortSignal): Promise<string>;
}

/** Writes the invitation of an appointment. */
export type EscreverConvite = (agendamento: Agendamento) => string;
