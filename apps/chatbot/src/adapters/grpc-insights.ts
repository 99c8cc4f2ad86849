import { status } from '@grpc/grpc-js';
import { type InsightsServiceService, MetricaInteracao } from '@trilha/proto-gen/insights';
import { type Client, durationOf, RemoteError } from '@trilha/service-kit';
import { type Insights, MetricaRecusada } from '../app/ports.js';
import type { Metrica } from '../domain/interacao.js';

type InsightsClient = Pick<Client<typeof InsightsServiceService>, 'registerMetrics' | 'rateInteraction'>;

/** Answers that no second attempt changes. */
const FINAL = new Set([
  status.INVALID_ARGUMENT,
  status.OUT_OF_RANGE,
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
]);

/** Insights only writes a row; one that takes longer is as good as down. */
const TIMEOUT_MS = 5_000;

/** The service insights over gRPC. */
export class GrpcInsights implements Insights {
  constructor(private readonly client: InsightsClient) {}

  async registrar(metrica: Metrica, signal: AbortSignal): Promise<boolean> {
    const { idInteracao, nota } = metrica;
    const options = { signal, timeoutMs: TIMEOUT_MS };
    try {
      const { registradaAgora } = await this.client.registerMetrics({ metrica: toMessage(metrica) }, options);
      // What insights knew already it left as it was, without the rating.
      if (!registradaAgora && nota !== undefined) {
        await this.client.rateInteraction({ idInteracao, nota }, options);
      }
      return registradaAgora;
    } catch (error) {
      throw error instanceof RemoteError && FINAL.has(error.code) ? new MetricaRecusada(error) : error;
    }
  }
}

const toMessage = ({ latenciaMs, ...metrica }: Metrica): MetricaInteracao =>
  MetricaInteracao.fromPartial({ ...metrica, latencia: durationOf(latenciaMs) });
