import type { Agendamento, Situacao } from '../domain/agendamento.js';
import type { Disponibilidade, Intervalo } from '../domain/disponibilidade.js';
import type { Envio, Mudanca } from '../domain/envio.js';

/** What a booking is decided on besides its hours. */
export interface PedidoDeMarcacao {
  readonly idProfessor: string;
  /** Empty for a request without a key. */
  readonly requestId: string;
  /** What the caller asked for; the same key with another content is refused. */
  readonly conteudo: unknown;
}

/** An appointment as stored, with what a change of it is decided on. */
export interface Marcado {
  readonly agendamento: Agendamento;
  /** Hours of its teacher; undefined when there are none. */
  readonly disponibilidade: Disponibilidade | undefined;
  /** Its reminders that are neither told nor given up. */
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
   * Books a time with what must be told of it, in one transaction; once per key within a day. A key that is known gives
   * its appointment without asking `decidir`.
   *
   * @param decidir told the teacher's hours as they are in this transaction; synchronous, so that nobody awaits a remote
   *   call inside it
   * @throws DomainError HORARIO_OCUPADO when it overlaps another appointment of either person, and what `decidir` throws
   * @throws DomainError PEDIDO_DIFERENTE when the key was used for another content
   */
  criar(
    pedido: PedidoDeMarcacao,
    decidir: (disponibilidade: Disponibilidade | undefined) => Mudanca,
  ): Promise<Agendamento>;
  /**
   * Changes an appointment in one transaction, or not at all.
   *
   * @param decidir as in `criar`; undefined means that nothing changes
   * @throws DomainError HORARIO_OCUPADO, AGENDAMENTO_NAO_ENCONTRADO, and what `decidir` throws
   */
  mudar(id: string, decidir: (marcado: Marcado) => Mudanca | undefined): Promise<Agendamento>;
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

/** What is still to be told. Every adapter passes `adapters/envios.contract.ts`. */
export interface Envios {
  /**
   * Those to be tried now, the longest waiting first. Each person has at most one of an appointment among them, the
   * oldest: the next one waits until that is told or given up, so that nobody hears of a change before an earlier one.
   */
  devidos(agora: Date, limite: number): Promise<readonly Envio[]>;
  /** When `devidos` will have something; undefined when nothing waits. */
  proximo(): Promise<Date | undefined>;
  /**
   * It was told. What it makes old news goes with it: earlier changes of the appointment for the same person, also those
   * given up.
   */
  concluir(envio: Envio): Promise<void>;
  /** Another attempt later. */
  adiar(chave: string, tentarEm: Date, erro: string): Promise<void>;
  /** No more attempts; it is kept with the reason, for those who look. */
  desistir(chave: string, em: Date, erro: string): Promise<void>;
}

/** Tells people, by another service. */
export interface Notificador {
  /** Tells once per key; gives the id of the notification, empty when it was told before in other words. */
  avisar(envio: Envio, convite: string, signal: AbortSignal): Promise<string>;
  /** Whether a failure of `avisar` is a refusal that would come again. */
  recusou(error: unknown): boolean;
}

/** Writes the invitation of an appointment. */
export type EscreverConvite = (agendamento: Agendamento) => string;
