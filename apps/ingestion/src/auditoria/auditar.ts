import { isMarked, LogCorrupt, SegmentedLog, type Storage, unmark } from '@trilha/pipeline';
import { chaveDe, eOrdem, lerRotulo, TIPO, tipoDe } from '../registro/registro.js';
import { FEITO } from '../topologia/resultados.js';
import { TabelaDeTempos } from '../topologia/tempos.js';
import { ChavesVistas } from './chaves-vistas.js';
import { CopiaEmMemoria } from './copia-em-memoria.js';
import { type EstadoGuardado, lerEstado } from './ler-estado.js';

/** What is wrong at an offset of the log. */
export interface Problema {
  readonly offset: number;
  readonly problema: string;
}

/** What an audit found. */
export interface Laudo {
  /** Records in the log: events, orders and further tries. */
  readonly registros: number;
  /** Events in the log: all that were ever acknowledged. */
  readonly confirmados: number;
  readonly finalizados: number;
  readonly mortos: number;
  readonly pendentes: number;
  /** Records that tell the analysis what to do. */
  readonly ordens: number;
  /** Further tries of dead events. */
  readonly repeticoes: number;
  /** Where the last checkpoint stands. */
  readonly checkpoint: number;
  /** Finalised events whose times a crash took; the next start writes them anew. */
  readonly temposPorRefazer: number;
  /** The first ones, in the order in which they were found. */
  readonly problemas: readonly Problema[];
  readonly quantosProblemas: number;
}

export interface AuditarOptions {
  /** Of the log, and of the analysis; neither is changed. */
  readonly pastaDoLog: Storage;
  readonly pastaDaAnalise: Storage;
  /** Told how many of how many records were looked at. */
  readonly progresso?: (feitos: number, todos: number) => void;
}

const DE_UMA_VEZ = 10_000;
const MAIS_PROBLEMAS = 20;
/** In the table of types, beside those of records. */
const REPETICAO = 100;

/**
 * Proves from what is stored that every acknowledged event is finalised, dead or pending, and only one of these: the log
 * says which events there are, the results which are finalised, the dead letters which are dead, and the checkpoint how
 * far all of it goes.
 *
 * @throws StorageLocked while a service has the folder open
 */
export async function auditar(options: AuditarOptions): Promise<Laudo> {
  const achados = new Achados();
  const log = await SegmentedLog.open(new CopiaEmMemoria(options.pastaDoLog));
  try {
    const registros = await lerRegistros(log, achados, options.progresso);
    const contas = await conferirAnalise(options, log, registros, achados);
    const ordens = registros.tipos.filter(
      (tipo) => tipo === TIPO.restauracao || tipo === TIPO.apagamento,
    ).length;
    const repeticoes = registros.repeticoes.size;
    const confirmados = log.end - ordens - repeticoes;
    const { finalizados, mortos, pendentes } = contas;
    if (confirmados !== finalizados + mortos + pendentes) {
      achados.por(log.end, `${confirmados} eventos, mas ${finalizados} + ${mortos} + ${pendentes} contados`);
    }
    return {
      ...contas,
      registros: log.end,
      confirmados,
      ordens,
      repeticoes,
      problemas: achados.primeiros,
      quantosProblemas: achados.quantos,
    };
  } finally {
    await log.close();
  }
}

class Achados {
  readonly primeiros: Problema[] = [];
  quantos = 0;

  por(offset: number, problema: string): void {
    this.quantos += 1;
    if (this.primeiros.length < MAIS_PROBLEMAS) this.primeiros.push({ offset, problema });
  }
}

interface Registros {
  /** By offset. */
  readonly tipos: Uint8Array;
  /** Of further tries: where the event is. */
  readonly repeticoes: ReadonlyMap<number, number>;
}

/** Reads the whole log: every id once, every reference to what is there. */
async function lerRegistros(
  log: SegmentedLog,
  achados: Achados,
  progresso: AuditarOptions['progresso'],
): Promise<Registros> {
  const tipos = new Uint8Array(log.end);
  const repeticoes = new Map<number, number>();
  const vistas = new ChavesVistas();
  let offset = 0;
  while (offset < log.end) {
    let registros: Awaited<ReturnType<SegmentedLog['read']>>;
    try {
      registros = await log.read(offset, DE_UMA_VEZ);
    } catch (error) {
      if (!(error instanceof LogCorrupt)) throw error;
      achados.por(offset, `o log não pode ser lido daqui em diante: ${error.message}`);
      break;
    }
    for (const { bytes, offset: onde } of registros) {
      if (isMarked(bytes)) {
        const evento = unmark(bytes).replayOf ?? -1;
        tipos[onde] = REPETICAO;
        repeticoes.set(onde, evento);
        if (!(evento >= 0 && evento < onde) || tipos[evento] === REPETICAO) {
          achados.por(onde, `repete ${evento}, que não é um evento anterior`);
        }
        continue;
      }
      const registro = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      tipos[onde] = tipoDe(registro);
      if (vistas.ver(chaveDe(registro))) achados.por(onde, 'o id do evento já apareceu antes');
      if (tipoDe(registro) === TIPO.rotulo) {
        const { offset: transacao } = lerRotulo(registro);
        if (!(transacao < onde) || tipos[transacao] !== TIPO.transacao) {
          achados.por(onde, `rotula ${transacao}, que não é uma transação anterior`);
        }
      } else if (!eOrdem(registro) && !EVENTOS.has(tipoDe(registro))) {
        achados.por(onde, `registro de tipo desconhecido: ${tipoDe(registro)}`);
      }
    }
    offset += registros.length;
    progresso?.(offset, log.end * 2);
  }
  return { tipos, repeticoes };
}

const EVENTOS: ReadonlySet<number> = new Set([TIPO.cliente, TIPO.transacao, TIPO.score, TIPO.rotulo]);

type ContasDaAnalise = Pick<
  Laudo,
  'finalizados' | 'mortos' | 'pendentes' | 'checkpoint' | 'temposPorRefazer'
>;

async function conferirAnalise(
  { pastaDaAnalise, progresso }: AuditarOptions,
  log: SegmentedLog,
  registros: Registros,
  achados: Achados,
): Promise<ContasDaAnalise> {
  const copia = new CopiaEmMemoria(pastaDaAnalise);
  let estado: EstadoGuardado;
  try {
    estado = await lerEstado(copia, log);
  } catch (error) {
    if ((error as Error).name === 'StorageLocked') throw error;
    achados.por(0, `o estado da análise não pode ser lido: ${(error as Error).message}`);
    return { finalizados: 0, mortos: 0, pendentes: 0, checkpoint: 0, temposPorRefazer: 0 };
  }
  try {
    if (estado.offset > log.end) {
      achados.por(log.end, `o log termina aqui, mas o checkpoint está em ${estado.offset}`);
    }
    const checkpoint = Math.min(estado.offset, log.end);
    const temResultado = await conferirResultados(estado, checkpoint, registros, achados, (feitos) =>
      progresso?.(log.end + feitos, log.end * 2),
    );
    conferirContas(estado, checkpoint, registros, temResultado, achados);
    const temposPorRefazer = await conferirTempos(copia, estado, achados);
    return { ...contar(checkpoint, registros, temResultado), checkpoint, temposPorRefazer };
  } finally {
    await estado.close();
  }
}

/** Holds the results against the log and the dead letters: each record before the checkpoint has one of the two. */
async function conferirResultados(
  { partes, mortos }: EstadoGuardado,
  checkpoint: number,
  { tipos, repeticoes }: Registros,
  achados: Achados,
  progresso: (feitos: number) => void,
): Promise<Uint8Array> {
  const temResultado = new Uint8Array(checkpoint);
  const cartas = new Map(partes.mortos.todas.map((carta) => [carta.offset, carta]));
  const passadas = partes.mortos.todas.filter(({ offset }) => offset < checkpoint).length;
  if (passadas !== mortos) achados.por(checkpoint, `${mortos} mortos no checkpoint, mas ${passadas} cartas`);
  for (let desde = 0; desde < checkpoint; desde += DE_UMA_VEZ) {
    const quantos = Math.min(DE_UMA_VEZ, checkpoint - desde);
    const feitos = await partes.resultados.feitos(desde, quantos);
    for (let i = 0; i < quantos; i++) {
      const offset = desde + i;
      const feito = feitos[i];
      const carta = cartas.get(offset);
      const evento = repeticoes.get(offset);
      if (feito === undefined) achados.por(offset, 'sem linha de resultado');
      else if (feito === 0 && carta === undefined) achados.por(offset, 'sem resultado e sem carta de morto');
      else if (feito !== 0 && carta !== undefined) achados.por(offset, 'com resultado e com carta de morto');
      else if (feito !== 0 && feito !== feitoDe(tipos[evento ?? offset])) {
        achados.por(offset, 'com resultado de outro tipo de evento');
      }
      if (carta !== undefined && carta.replayOf !== evento) {
        achados.por(offset, `a carta é de uma repetição de ${carta.replayOf}, o registro de ${evento}`);
      }
      if (feito !== undefined && feito !== 0) temResultado[offset] = 1;
    }
    progresso(desde + quantos);
  }
  return temResultado;
}

const feitoDe = (tipo: number | undefined): number =>
  tipo === TIPO.transacao ? FEITO.transacao : tipo === TIPO.rotulo ? FEITO.rotulo : FEITO.outro;

/** Holds what the analysis counted against what is there, and sees that no event has two results. */
function conferirContas(
  { partes: { contas } }: EstadoGuardado,
  checkpoint: number,
  { tipos, repeticoes }: Registros,
  temResultado: Uint8Array,
  achados: Achados,
): void {
  let ordens = 0;
  for (let offset = 0; offset < checkpoint; offset++) {
    const tipo = tipos[offset];
    if (temResultado[offset] === 1 && (tipo === TIPO.restauracao || tipo === TIPO.apagamento)) ordens += 1;
  }
  if (ordens !== contas.ordens)
    achados.por(checkpoint, `${contas.ordens} ordens contadas, mas ${ordens} no log`);
  const retomados = new Map<number, number>();
  for (const [offset, evento] of repeticoes) {
    if (offset >= checkpoint || temResultado[offset] !== 1) continue;
    if (temResultado[evento] === 1 || retomados.has(evento)) {
      achados.por(offset, `finaliza de novo o evento ${evento}`);
    }
    retomados.set(evento, offset);
  }
  for (const [evento, offset] of new Map([...retomados, ...contas.retomados])) {
    if (retomados.get(evento) !== contas.retomados.get(evento)) {
      achados.por(offset, `a repetição que finalizou ${evento} não é a que a análise contou`);
    }
  }
}

async function conferirTempos(
  copia: Storage,
  { pipeline, offset }: EstadoGuardado,
  achados: Achados,
): Promise<number> {
  const tempos = await TabelaDeTempos.abrir(copia, pipeline.nodes.length);
  try {
    await tempos.voltarA(offset);
    for (const { primeiro, duravelMs, finalizadoMs } of tempos) {
      if (!(duravelMs > 0 && finalizadoMs > 0))
        achados.por(primeiro, 'sem hora de gravação ou de finalização');
    }
    return offset - tempos.fim;
  } finally {
    await tempos.close();
  }
}

/** Each event once, by what became of it: of its own record, or of a further try. */
function contar(checkpoint: number, { tipos, repeticoes }: Registros, temResultado: Uint8Array) {
  const retomados = new Set<number>();
  for (const [offset, evento] of repeticoes) if (temResultado[offset] === 1) retomados.add(evento);
  let [finalizados, mortos, pendentes] = [0, 0, 0];
  for (let offset = 0; offset < tipos.length; offset++) {
    if (!EVENTOS.has(tipos[offset] as number)) continue;
    if (offset >= checkpoint) pendentes += 1;
    else if (temResultado[offset] === 1 || retomados.has(offset)) finalizados += 1;
    else mortos += 1;
  }
  return { finalizados, mortos, pendentes };
}
