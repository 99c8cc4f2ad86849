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
  readonly devidoEm: Date;
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

/** What must be told of an appointment that became what it is now. */
export const mudancaDe = (agendamento: Agendamento, agora: Date): Mudanca => ({
  agendamento,
  avisos: avisosDe(agendamento),
  lembretes: lembretesDe(agendamento, agora),
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
    tentativas: 0,
  }));
}

/** The reminders of an appointment that are still to come; none for one that is cancelled. */
export function lembretesDe(agendamento: Agendamento, agora: Date): readonly Envio[] {
  if (agendamento.situacao === 'cancelado') return [];
  const inicioMs = agendamento.inicio.getTime();
  return agendamento.lembretesMs
    .map((antesMs) => ({ antesMs, devidoEm: new Date(inicioMs - antesMs) }))
    .filter(({ devidoEm }) => devidoEm > agora)
    .flatMap(({ antesMs, devidoEm }) =>
      pessoasDe(agendamento).map(([idUsuario, comQuem]) => ({
        // By the time of the start, so that a moved appointment is reminded of anew.
        chave: `cpar-${agendamento.id}-lembrete-${inicioMs}-${antesMs}-${idUsuario}`,
        evento: 'lembrete' as const,
        idUsuario,
        comQuem,
        agendamento,
        devidoEm,
        tentativas: 0,
      })),
    );
}

/** A reminder of what has begun reminds of nothing. */
export const aindaServe = ({ evento, agendamento }: Envio, agora: Date): boolean =>
  evento !== 'lembrete' || agora < agendamento.inicio;

const pessoasDe = ({ idAluno, idProfessor }: Agendamento): readonly (readonly [string, string])[] => [
  [idAluno, idProfessor],
  [idProfessor, idAluno],
];
