import { type Agendamento, type Evento, eventoDe } from './agendamento.js';

/** Something to be told to one person about one appointment, at a time. */
export interface Envio {
  /** Names what is told, so that telling it again has no effect. */
  readonly chave: string;
  readonly evento: Evento;
  readonly idUsuario: string;
  /** The other person. */
  readonly comQuem: string;
  /** As it stood when the message was queued. */
  readonly agendamento: Agendamento;
  /** What is due earlier is told earlier to the same person. */
  readonly devidoEm: Date;
  /** The next attempt: `devidoEm`, later after a failure. */
  readonly tentarEm: Date;
  readonly tentativas: number;
}

/** A change of an appointment with all that must be told of it. */
export interface Mudanca {
  readonly agendamento: Agendamento;
  /** Told at once. */
  readonly avisos: readonly Envio[];
  /** Take the place of those that were still to come. */
  readonly lembretes: readonly Envio[];
}

/**
 * What must be told of an appointment that became what it is now.
 *
 * @param naFila its reminders that are not told yet
 */
export const mudancaDe = (agendamento: Agendamento, agora: Date, naFila: readonly Envio[] = []): Mudanca => ({
  agendamento,
  avisos: avisosDe(agendamento),
  lembretes: lembretesDe(agendamento, agora, naFila),
});

/** What both must hear of an appointment as it stands now. */
export function avisosDe(agendamento: Agendamento): readonly Envio[] {
  const { id, sequencia } = agendamento;
  return pessoasDe(agendamento).map(([idUsuario, comQuem]) => ({
    chave: `cpar-${id}-${sequencia}-${idUsuario}`,
    evento: eventoDe(agendamento),
    idUsuario,
    comQuem,
    agendamento,
    devidoEm: agendamento.atualizadoEm,
    tentarEm: agendamento.atualizadoEm,
    tentativas: 0,
  }));
}

/**
 * The reminders of an appointment that are still to be told; none for one that is cancelled. One that is late, because
 * nobody could be told yet, is kept as long as the start is the same.
 */
export function lembretesDe(
  agendamento: Agendamento,
  agora: Date,
  naFila: readonly Envio[] = [],
): readonly Envio[] {
  if (agendamento.situacao === 'cancelado') return [];
  const inicioMs = agendamento.inicio.getTime();
  const kept = naFila
    .filter((envio) => envio.agendamento.inicio.getTime() === inicioMs)
    .map((envio) => ({ ...envio, agendamento }));
  const waiting = new Set(kept.map(({ chave }) => chave));
  const ahead = agendamento.lembretesMs
    .filter((antesMs) => inicioMs - antesMs > agora.getTime())
    .flatMap((antesMs) => lembretesPara(agendamento, antesMs))
    .filter(({ chave }) => !waiting.has(chave));
  return [...kept, ...ahead];
}

const lembretesPara = (agendamento: Agendamento, antesMs: number): readonly Envio[] => {
  const inicioMs = agendamento.inicio.getTime();
  const devidoEm = new Date(inicioMs - antesMs);
  return pessoasDe(agendamento).map(([idUsuario, comQuem]) => ({
    // By the time of the start, so that a moved appointment is reminded of anew.
    chave: `cpar-${agendamento.id}-lembrete-${inicioMs}-${antesMs}-${idUsuario}`,
    evento: 'lembrete',
    idUsuario,
    comQuem,
    agendamento,
    devidoEm,
    tentarEm: devidoEm,
    tentativas: 0,
  }));
};

/** How long a change is worth telling: a weekend's outage, and a day to mend it. */
const PRAZO_MS = 3 * 24 * 60 * 60 * 1000;

/** Until when it is worth trying: a reminder of what has begun reminds of nothing, a change is told for three days. */
export const prazoDe = ({ evento, agendamento, devidoEm }: Envio): Date =>
  evento === 'lembrete' ? agendamento.inicio : new Date(devidoEm.getTime() + PRAZO_MS);

const pessoasDe = ({ idAluno, idProfessor }: Agendamento): readonly (readonly [string, string])[] => [
  [idAluno, idProfessor],
  [idProfessor, idAluno],
];
