import type { StepResult } from './step.js';

/** One line a step: ok or FAILED, the way, the RPC without its package, the time. */
export function lineOf({ rpc, via, ok, durationMs, error }: StepResult): string {
  const name = rpc.replace(/^trilha\.\w+\.v1\./, '');
  const time = `${durationMs.toFixed(1)} ms`.padStart(10);
  return `${ok ? 'ok    ' : 'FAILED'} ${via} ${name.padEnd(46)} ${time}${ok ? '' : `  ${error}`}`;
}

/** How many steps passed, and each that failed by name. */
export function summaryOf(results: readonly StepResult[]): string {
  const failed = results.filter(({ ok }) => !ok);
  const lines = [`${results.length - failed.length} passed, ${failed.length} failed`];
  const services = [...new Set(failed.map(({ rpc }) => rpc.split('.')[1] ?? rpc))];
  for (const service of services) {
    const steps = failed.filter(({ rpc }) => rpc.split('.')[1] === service);
    lines.push(`  ${service}: ${steps.map(({ rpc, via }) => `${rpc.split('/')[1]} (${via})`).join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The same for machines. */
export function jsonOf(results: readonly StepResult[]): string {
  const failed = results.filter(({ ok }) => !ok).length;
  return `${JSON.stringify({ passed: results.length - failed, failed, steps: results }, null, 2)}\n`;
}
