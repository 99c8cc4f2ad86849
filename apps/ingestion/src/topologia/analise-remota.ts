import type { SegmentedLog, SegmentProgress } from '@trilha/pipeline';
import { backoffMs } from '@trilha/service-kit/base';
import type {
  Analisado,
  Analise,
  Avaliacao,
  EstadoDaAnalise,
  LoteAnalisado,
  Morto,
  Previsao,
  VersaoDoModelo,
} from '../app/ports.js';
import { analiseParada } from '../domain/errors.js';
import type { Transacao } from '../domain/evento.js';
import type { Canal, FimDoCanal, LugarDaAnalise } from './canal.js';
import type { DadosDoTrabalho, Ida, Marca, Pergunta, Volta } from './protocolo.js';

export interface AnaliseRemotaOptions extends Omit<DadosDoTrabalho, 'progresso'> {
  readonly lugar: LugarDaAnalise;
  /** Whose files the analysis follows. */
  readonly log: Pick<SegmentedLog, 'progress' | 'latestProgress'>;
  /** Told of each time that it ended by itself and is started again. */
  readonly aoRecomecar?: (fim: FimDoCanal, emMs: number) => void;
  /** Told when it ended by itself and is not started again. Throws out of any call, so that the process ends. */
  readonly aoFalhar?: (erro: Error) => void;
  /** Waits. setTimeout. */
  readonly esperar?: (ms: number) => Promise<void>;
  /** 0 up to, and without, 1. Math.random. */
  readonly sorte?: () => number;
}

interface Espera {
  readonly resolver: (valor: never) => void;
  readonly recusar: (erro: Error) => void;
}

/** Starts in a row that end before the analysis got any further: then it never will. */
const MAX_RECOMECOS = 5;
const RECUO = { baseMs: 200, maxMs: 5_000 };
/** So long what became durable waits for more: each message wakes the analysis, however little it tells. */
const JUNTAR_MS = 5;

/**
 * The analysis on another thread or in another process, so that what arrives and what is analysed do not wait for each
 * other. One in a process of its own that ends by itself is started again from its last checkpoint, while events go on
 * being stored; one on a thread takes the service with it, for nobody knows what else it has harmed.
 */
export class AnaliseRemota implements Analise {
  /** Everything before it is analysed, and its effects are on disk. */
  finalizado = 0;
  /** How often it was started again. */
  recomecos = 0;
  private semAvanco = 0;
  private canal: Canal | undefined;
  private readonly esperas = new Map<number, Espera>();
  private proxima = 0;
  /** What became durable and was not told yet, and how far the files of the log went with it. */
  private marcas: Marca[] = [];
  private progresso: SegmentProgress[] = [];
  private aviso: NodeJS.Timeout | undefined;
  private fechando = false;

  private constructor(private readonly options: AnaliseRemotaOptions) {}

  /** @throws Error when it does not open */
  static async abrir(options: AnaliseRemotaOptions): Promise<AnaliseRemota> {
    const analise = new AnaliseRemota(options);
    await analise.comecar();
    return analise;
  }

  duravel(primeiro: number, quantos: number, ms: number, avulsos: readonly number[]): void {
    const progresso = this.options.log.latestProgress();
    if (this.progresso.at(-1)?.first === progresso.first) this.progresso.pop();
    this.progresso.push(progresso);
    this.marcas.push({ primeiro, quantos, ms, avulsos });
    this.aviso ??= setTimeout(() => this.avisar(), JUNTAR_MS);
  }

  evento(offset: number, pessoa?: string): Promise<Analisado> {
    return this.perguntar('evento', offset, pessoa);
  }

  lotes(desde: number, quantos: number): Promise<readonly LoteAnalisado[]> {
    return this.perguntar('lotes', desde, quantos);
  }

  estado(): Promise<EstadoDaAnalise> {
    return this.perguntar('estado');
  }

  avaliacao(): Promise<Avaliacao> {
    return this.perguntar('avaliacao');
  }

  prever(transacao: Transacao): Promise<Previsao> {
    return this.perguntar('prever', transacao);
  }

  mortos(desde: number, quantos: number): Promise<readonly Morto[]> {
    return this.perguntar('mortos', desde, quantos);
  }

  versoes(): Promise<readonly VersaoDoModelo[]> {
    return this.perguntar('versoes');
  }

  /** Ends it after a checkpoint. */
  async close(): Promise<void> {
    this.fechando = true;
    const { canal } = this;
    this.avisar();
    if (canal === undefined) return;
    canal.dizer({ tipo: 'fim' });
    await canal.fim;
  }

  /** @throws Error when it ends before it is ready */
  private async comecar(): Promise<void> {
    const { lugar, log, pasta, pastaDoLog, ratesFile, checkpointMs } = this.options;
    let pronta = (): void => {};
    const abriu = new Promise<void>((resolve) => {
      pronta = resolve;
    });
    const canal = lugar.abrir((volta) => {
      if (volta.tipo === 'pronta') pronta();
      else this.ouvir(volta);
    });
    // From here on nothing is missed: the log as it is now, then every message after it.
    this.canal = canal;
    const dados = { pasta, pastaDoLog, ratesFile, checkpointMs, progresso: log.progress() };
    canal.dizer({ tipo: 'abrir', dados });
    const cedo = await Promise.race([abriu, canal.fim]);
    if (cedo !== undefined) {
      this.largar();
      throw erroDe(cedo, 'the analysis does not open');
    }
    void canal.fim.then((fim) => this.terminou(fim));
  }

  private avisar(): void {
    clearTimeout(this.aviso);
    this.aviso = undefined;
    if (this.marcas.length === 0) return;
    const { marcas, progresso } = this;
    this.marcas = [];
    this.progresso = [];
    // One that is down reads it from the log when it is back.
    this.canal?.dizer({ tipo: 'duravel', marcas, progresso });
  }

  private terminou(fim: FimDoCanal): void {
    this.largar();
    if (!this.fechando) void this.recomecar(fim);
  }

  private async recomecar(fim: FimDoCanal): Promise<void> {
    const { lugar, aoRecomecar, aoFalhar = lancar, esperar = porMs, sorte = Math.random } = this.options;
    for (let ultimo = fim; !this.fechando; ) {
      this.semAvanco++;
      if (!lugar.isolado || this.semAvanco > MAX_RECOMECOS)
        return aoFalhar(erroDe(ultimo, 'the analysis has failed'));
      const emMs = backoffMs(this.semAvanco, sorte(), 0, RECUO);
      this.recomecos++;
      aoRecomecar?.(ultimo, emMs);
      await esperar(emMs);
      if (this.fechando) return;
      try {
        return await this.comecar();
      } catch (causa) {
        ultimo = { codigo: null, causa };
      }
    }
  }

  private largar(): void {
    this.canal = undefined;
    for (const { recusar } of this.esperas.values()) recusar(analiseParada());
    this.esperas.clear();
  }

  private perguntar<T>(qual: Pergunta, ...com: readonly unknown[]): Promise<T> {
    return new Promise<T>((resolver, recusar) => {
      if (this.canal === undefined) return recusar(analiseParada());
      this.avisar();
      const id = this.proxima++;
      this.esperas.set(id, { resolver: resolver as (valor: never) => void, recusar });
      this.canal.dizer({ tipo: 'pergunta', id, qual, com } satisfies Ida);
    });
  }

  private ouvir(volta: Volta): void {
    if (volta.tipo === 'finalizado') {
      if (volta.offset > this.finalizado) this.semAvanco = 0;
      this.finalizado = volta.offset;
    }
    if (volta.tipo !== 'resposta' && volta.tipo !== 'falha') return;
    const espera = this.esperas.get(volta.id);
    this.esperas.delete(volta.id);
    if (volta.tipo === 'resposta') espera?.resolver(volta.valor as never);
    else espera?.recusar(new Error(volta.mensagem));
  }
}

const porMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** It holds the state and only it can go on from it: the process ends, and its supervisor starts it again. */
function lancar(erro: Error): void {
  process.nextTick(() => {
    throw erro;
  });
}

const erroDe = ({ codigo, causa }: FimDoCanal, texto: string): Error =>
  causa === undefined
    ? new Error(`${texto}: it ended with code ${codigo}`)
    : new Error(texto, { cause: causa });
