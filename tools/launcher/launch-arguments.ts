import { parseArgs } from 'node:util';

export const USAGE = `usage: npm start -- [--only cursos,midia [--with-needs]] [--verbose] [--json] [--no-build] [--services FILE]

Starts the services of Trilha, each after those it needs, starts again what crashes, and stays until Ctrl-C, which stops
all. Data goes to DATA__DIR (default: data/).

  --only LIST      start these services only, names with commas between; those they need are not started, because they may
                   run elsewhere, and are named
  --with-needs     with --only: start those they need too
  --verbose        show every log line; otherwise warnings and errors only
  --json           show log lines as the services write them, in JSON, after the name of the service
  --no-build       start what was built last
  --services FILE  what there is to start, and the rules of restarts (default: tools/launcher/services.json)

Colours only in a terminal, and none with NO_COLOR=1. Exit code 0 after Ctrl-C, 1 when the start failed or every service
crashed too often, 2 when the arguments could not be taken.
`;

export interface LaunchArguments {
  readonly only: readonly string[] | undefined;
  readonly withNeeds: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly build: boolean;
  readonly services: string | undefined;
}

/** @throws an error of parseArgs that names what it does not know */
export function readArguments(args: readonly string[]): LaunchArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      'with-needs': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      services: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    only: values.only
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    withNeeds: values['with-needs'],
    verbose: values.verbose,
    json: values.json,
    build: !values['no-build'],
    services: values.services,
  };
}
