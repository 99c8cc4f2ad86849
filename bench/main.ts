import { ArgumentError, type Bench, InvalidRun } from './bench.js';
import { computeBench } from './compute/compute-bench.js';
import { gatewayBench } from './gateway/gateway-bench.js';
import { ingestBench } from './ingest/ingest-bench.js';
import { onlineBench } from './online/online-bench.js';
import { rpcBench } from './rpc/rpc-bench.js';

const BENCHES: readonly Bench[] = [rpcBench, gatewayBench, ingestBench, onlineBench, computeBench];

const HELP = `usage: npm run bench -- <name> [arguments]

${BENCHES.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

npm run bench -- <name> --help lists the arguments of one. Exit code 1 means that a run is invalid, 2 that the arguments
could not be taken; a target that is missed is part of the report.
`;

/** @returns the exit code */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const bench = BENCHES.find((candidate) => candidate.name === name);
  if (bench === undefined) {
    const known = BENCHES.map((candidate) => candidate.name).join(', ');
    process.stderr.write(`bench: no benchmark is called ${JSON.stringify(name)}; there are: ${known}\n`);
    return 2;
  }
  try {
    await bench.run(args);
    return 0;
  } catch (error) {
    if (error instanceof ArgumentError) {
      process.stderr.write(`bench ${name}: ${error.message} (--help lists the arguments)\n`);
      return 2;
    }
    if (error instanceof InvalidRun) {
      process.stderr.write(`bench ${name}: the run is invalid: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));
