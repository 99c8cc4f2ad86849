import { Worker } from 'node:worker_threads';
import type { SegmentedLog } from '@trilha/pipeline';
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
import type { Transacao } from '../domain/evento.js';
import type { DadosDoTrabalho, Ida, Pergunta, Volta } from './protocolo.js';

export interface AnaliseEmThreadOptions extends Omit<DadosDoTrabalho, 'progresso'> {
  /** The file of the worker. */
  readonly worker: URL;
  /** Whose files the analysis follows. */
  readonly log: SegmentedLog;
}

interface Espera {
  readonly resolver: (valor: never) => void;
  readonly recusar: (erro: Error) => void;
}

/** The analysis on another thread, so that what arrives and what is analysed do not wait for each other. */
export class AnaliseEmThread implements Analise {
  /** Everything before it is analysed, and its effects are on disk. */
  finalizado = 0;
  private readonly esperas = new Map<number, Espera>();
  private proxima = 0;
  private fechando = false;

  private constructor(
    private readonly worker: Worker,
    private readonly log: SegmentedLog,
  ) {}

  /** @throws whatever opening the analysis throws */
  static async abrir({ worker: arquivo, log, ...dados }: AnaliseEmThreadOptions): Promise<AnaliseEmThread> {
    const workerData: DadosDoTrabalho = { ...dados, progresso: log.progress() };
    const worker = new Worker(arquivo, { workerData, name: 'analise' });
    const analise = new AnaliseEmThread(worker, log);
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.on('message', (volta: Volta) => {
        if (volta.tipo === 'pronta') resolve();
        analise.ouvir(volta);
      });
    });
    worker.removeAllListeners('error');
    // It holds the state and only it can go on from it: the process ends, and its supervisor starts it again.
    worker.once('error', (causa) => {
      throw new Error('the analysis has failed', { cause: causa });
    });
    worker.once('exit', (codigo) => {
      if (!analise.fechando) throw new Error(`the analysis has ended with code ${codigo}`);
    });
    return analise;
  }

  duravel(primeiro: number, quantos: number, ms: number, avulsos: readonly number[]): void {
    this.dizer({ tipo: 'duravel', primeiro, quantos, ms, avulsos, progresso: [this.log.latestProgress()] });
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

  /** Ends the thread after a checkpoint. */
  async close(): Promise<void> {
    this.fechando = true;
    const fim = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.dizer({ tipo: 'fim' });
    await fim;
  }

  private perguntar<T>(qual: Pergunta, ...com: readonly unknown[]): Promise<T> {
    return new Promise<T>((resolver, recusar) => {
      const id = this.proxima++;
      this.esperas.set(id, { resolver: resolver as (valor: never) => void, recusar });
      this.dizer({ tipo: 'pergunta', id, qual, com });
    });
  }

  private dizer(ida: Ida): void {
    this.worker.postMessage(ida);
  }

  private ouvir(volta: Volta): void {
    if (volta.tipo === 'finalizado') this.finalizado = volta.offset;
    if (volta.tipo !== 'resposta' && volta.tipo !== 'falha') return;
    const espera = this.esperas.get(volta.id);
    this.esperas.delete(volta.id);
    if (volta.tipo === 'resposta') espera?.resolver(volta.valor as never);
    else espera?.recusar(new Error(volta.mensagem));
  }
}
