import {
  type InsightsServiceService as Definition,
  InsightsServiceService,
  MetricaInteracao,
} from '@trilha/proto-gen/insights';
import {
  bindService,
  createStatusHandler,
  type Implementation,
  type RunningService,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { everyoneIs, silentLog, testServerConfig } from '@trilha/service-kit/testing';

const unasked = async (): Promise<never> => {
  throw new Error('chatbot does not ask this');
};

/** The part of insights that chatbot calls, keeping what it is told. May be closed and opened again on its port. */
export class FakeInsights {
  /** Every report that came in, repeated ones too. */
  readonly received: MetricaInteracao[] = [];
  readonly kept = new Map<string, MetricaInteracao>();
  private server: RunningService | undefined;
  private port = 0;
  private readonly waiting = new Set<() => void>();

  async open(): Promise<void> {
    const config = { service: 'insights' as const, version: '1' };
    const handlers: Implementation<typeof Definition> = {
      getStatus: createStatusHandler({ config, clock: systemClock }),
      registerMetrics: async ({ metrica }) => this.register(MetricaInteracao.create(metrica)),
      rateInteraction: async ({ idInteracao, nota }) => this.rate(idInteracao, nota),
      batchRegisterMetrics: unasked,
      getMetric: unasked,
      listQuestionCounts: unasked,
      listActiveLearners: unasked,
      getAnswerQuality: unasked,
      exportMetrics: async function* () {},
    };
    this.server = await startService({
      gatekeeper: everyoneIs(),
      server: { ...testServerConfig, port: this.port },
      log: silentLog,
      services: [bindService(InsightsServiceService, handlers)],
    });
    this.port = this.server.port;
  }

  get target(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves when what it keeps is as wanted. */
  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  async close(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
  }

  private register(metrica: MetricaInteracao) {
    const { idInteracao } = metrica;
    if (metrica.modelo === 'recusado') throw new DomainError('invalid', 'CAMPOS_INVALIDOS', 'modelo');
    this.received.push(metrica);
    const registradaAgora = !this.kept.has(idInteracao);
    if (registradaAgora) this.kept.set(idInteracao, metrica);
    this.wake();
    return { idInteracao, registradaAgora };
  }

  private rate(idInteracao: string, nota: number): MetricaInteracao {
    const known = this.kept.get(idInteracao);
    if (known === undefined) throw new DomainError('not-found', 'METRICA_NAO_ENCONTRADA', idInteracao);
    const rated = { ...known, nota };
    this.kept.set(idInteracao, rated);
    this.wake();
    return rated;
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
