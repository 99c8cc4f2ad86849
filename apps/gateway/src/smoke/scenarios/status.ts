import { expectEqual, type Run } from '../step.js';

/** GetStatus must tell the service's own name and that it is ready. */
export async function checkStatus(run: Run, service: string, name: string): Promise<void> {
  await run.step('GetStatus', async () => {
    const status = await run.call.unary(`${service}/GetStatus`, {});
    expectEqual(status.servico, name, 'servico');
    expectEqual(status.pronto, true, 'pronto');
  });
}
