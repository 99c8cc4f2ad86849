import { descriptorRegistry } from '@trilha/proto-gen';
import { chatbotScenario } from './scenarios/chatbot.js';
import { computeScenario } from './scenarios/compute.js';
import { cparScenario } from './scenarios/cpar.js';
import { cursosScenario } from './scenarios/cursos.js';
import { ingestionScenario } from './scenarios/ingestion.js';
import { insightsScenario } from './scenarios/insights.js';
import { midiaScenario } from './scenarios/midia.js';
import { notificacoesScenario } from './scenarios/notificacoes.js';
import { runScenario, type Scenario, type StepResult } from './step.js';
import type { Transport } from './transport.js';

/** In the order in which services stand on each other, so that the first failure is nearest to its cause. */
export const SCENARIOS: readonly Scenario[] = [
  insightsScenario,
  midiaScenario,
  notificacoesScenario,
  chatbotScenario,
  cparScenario,
  cursosScenario,
  ingestionScenario,
  computeScenario,
];

export interface SmokeOptions {
  readonly transports: readonly Transport[];
  readonly scenarios?: readonly Scenario[];
  /** Called as each step ends. */
  readonly onResult: (result: StepResult) => void;
}

/**
 * Runs every scenario over every transport. An RPC of these services that no step exercised counts as failed, unless the
 * transport has no way to call it.
 */
export async function runSmoke({
  transports,
  scenarios = SCENARIOS,
  onResult,
}: SmokeOptions): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const record = (result: StepResult): void => {
    results.push(result);
    onResult(result);
  };
  for (const transport of transports) {
    for (const scenario of scenarios) {
      await runScenario(scenario, transport, record);
      const exercised = new Set(results.filter(({ via }) => via === transport.name).map(({ rpc }) => rpc));
      for (const rpc of rpcsOf(scenario.service, transport).filter((one) => !exercised.has(one))) {
        record({ rpc, via: transport.name, ok: false, durationMs: 0, error: 'no step exercises it' });
      }
    }
  }
  return results;
}

function rpcsOf(service: string, { exchange }: Transport): readonly string[] {
  return (
    descriptorRegistry()
      .getService(service)
      ?.methods.filter(({ methodKind }) => methodKind !== 'bidi_streaming' || exchange !== undefined)
      .map(({ name }) => `${service}/${name}`) ?? []
  );
}
