import { expectEqual, expectRefusal, type Scenario } from '../step.js';
import type { Json } from '../transport.js';

const SERVICE = 'trilha.ingestion.v1.ComputeService';

/** Something whose answer is known, and what is counted of it. */
export const computeScenario: Scenario = {
  service: SERVICE,
  run: async ({ call, step }) => {
    const compute = (n: string): Promise<Json> => call.unary(`${SERVICE}/Compute`, { n });
    await step('Compute', async () => {
      expectEqual((await compute('500000')).resultado, '41538', 'primes up to 500,000');
      await expectRefusal(compute('-1'), 'INVALID_ARGUMENT');
      await expectRefusal(compute('1000000001'), 'OUT_OF_RANGE');
    });
    await step('GetComputeStats', async () => {
      const { comandos } = await call.unary(`${SERVICE}/GetComputeStats`, {});
      const compute = (comandos as Json[]).find(({ comando }) => comando === 'compute');
      expectEqual(Number((compute?.desfechos as Json)?.OK) > 0, true, 'counted');
    });
  },
};
