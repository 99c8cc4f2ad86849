import type { EventData } from '@trilha/proto-gen/ingestion';
import { type Gerado, gerar } from '../gerador/gerar.js';
import { type Item, withFaults } from './faulty-items.js';

/** One event as it is sent. */
export interface Enviavel {
  readonly eventId: string;
  readonly tipo: Gerado['tipo'];
  readonly evento: EventData;
  /** The transaction that a label is about: it must have been answered before. */
  readonly dependeDe: string | undefined;
  /** Sent before, on purpose: the server must make nothing of it. */
  readonly repetido: boolean;
}

/** When the first transaction is made, unless told otherwise. */
export const INICIO_MS = Date.UTC(2025, 0, 1);

export interface CargaOptions {
  readonly semente: number;
  readonly instancia: string;
  readonly clientes: number;
  /** When the first transaction is made, ms since 1970. {@link INICIO_MS}. */
  readonly inicioMs: number;
  /** Share of events that are sent a second time. */
  readonly duplicados: number;
  /** Share of events that come with a second one that no server takes. */
  readonly invalidos: number;
}

/** A duplicate comes so many events later: short runs have some too. */
const DUPLICADO_APOS = 50;
/** Share of transactions after which a client moves or gets another score. */
const MUDANCAS = 0.02;

const DIA_MS = 86_400_000;
/** Transactions of a client on a day, so that labels, days later, come along in a run of some thousand events too. */
const POR_DIA = 4;

/** The generator as the command-line tools use it. */
export const gerarCarga = ({ semente, instancia, clientes, inicioMs }: CargaOptions): Generator<Gerado> =>
  gerar({
    ...{ seed: semente, instancia, clientes, inicioMs, mudancas: MUDANCAS, salarios: true },
    intervaloMs: intervaloDe(clientes),
  });

const intervaloDe = (clientes: number): number => DIA_MS / (POR_DIA * clientes);

/**
 * How many events fit between the first transaction and now: what is dated in the future no service takes. The tenth that
 * is left over is for chance.
 */
export const cabemAte = (
  { clientes, inicioMs }: Pick<CargaOptions, 'clientes' | 'inicioMs'>,
  agoraMs: number,
): number => Math.max(0, Math.floor((0.9 * (agoraMs - inicioMs)) / intervaloDe(clientes)));

/** The clients and scores that everything else stands on, two events a client. */
export function* cadastroDe(options: CargaOptions): Generator<Enviavel> {
  const semDefeitos = { seed: options.semente, duplicates: 0, invalid: 0, emittedAt: undefined };
  let quantos = 0;
  for (const item of withFaults(gerarCarga(options), semDefeitos)) {
    if (quantos++ >= 2 * options.clientes) return;
    yield enviavelDe(item);
  }
}

/**
 * Events of all kinds after the first clients and scores; `quantos` of them, duplicates not counted.
 *
 * @param pular so many of the generator are left out first: those that were sent before
 */
export function* eventosDe(options: CargaOptions, quantos: number, pular = 0): Generator<Enviavel> {
  const { semente: seed, duplicados: duplicates, invalidos: invalid, clientes } = options;
  const gerados = gerarCarga(options);
  for (let i = 0; i < 2 * clientes + pular; i++) gerados.next();
  const faltas = { seed, duplicates, invalid, emittedAt: undefined, duplicateAfter: DUPLICADO_APOS };
  let feitos = 0;
  for (const item of withFaults(gerados, faltas)) {
    if (item.fate !== 'repeated' && feitos++ >= quantos) return;
    yield enviavelDe(item);
  }
}

function enviavelDe({ kind, event, fate }: Item): Enviavel {
  const { dados } = event;
  if (dados === undefined) throw new TypeError('an event without data');
  return {
    eventId: dados.value.eventId,
    tipo: kind,
    evento: event,
    dependeDe: dados.$case === 'rotulo' ? dados.value.transacaoEventId : undefined,
    repetido: fate === 'repeated',
  };
}
