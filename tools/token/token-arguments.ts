import { parseArgs } from 'node:util';
import { isRole, isSubject, ROLES, type Role } from '@trilha/service-kit/auth';

export const USAGE = `usage: npm run -s token -- --sub WHO [--role ROLE]… [--ttl TIME] [--json]

Prints a token of the development issuer, and nothing else, on standard output:

  TOKEN=$(npm run -s token -- --sub aluno-1 --role aluno)

  --sub WHO     who it is: 1 to 128 of A-Z a-z 0-9 . _ @ : -
  --role ROLE   ${ROLES.join(', ')}; may be given several times
  --ttl TIME    how long it counts: 90s, 15m, 1h, 7d; 1h by default, 30d at most
  --json        a JSON object with token, sub, roles and expires

The key lies in DATA__DIR/keys and is made when it is missing. Without -s, npm prints lines of its own before the token.
`;

/** The command can't do what it was told: one line that says what it takes. */
export class ArgumentError extends Error {}

export interface TokenArguments {
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly ttlSeconds: number;
  readonly json: boolean;
}

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const MAX_TTL_SECONDS = 30 * SECONDS.d;

/** @throws ArgumentError naming the option that can't be taken */
export function readArguments(args: readonly string[]): TokenArguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  if (values.sub === undefined) throw new ArgumentError('--sub: missing; see --help');
  if (!isSubject(values.sub)) {
    throw new ArgumentError(
      `--sub: got ${JSON.stringify(values.sub)}, takes 1 to 128 of A-Z a-z 0-9 . _ @ : -`,
    );
  }
  return {
    sub: values.sub,
    roles: [...new Set(values.role.map(readRole))],
    ttlSeconds: readTtl(values.ttl),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        sub: { type: 'string' },
        role: { type: 'string', multiple: true, default: [] as string[] },
        ttl: { type: 'string', default: '1h' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    // Node explains further in more sentences, and on more lines, than one needs.
    const [what] = (error as Error).message.split(/\.(?:\s|$)|\n/);
    throw new ArgumentError(`${what}; see --help`);
  }
}

function readRole(text: string): Role {
  if (!isRole(text)) {
    throw new ArgumentError(`--role: got ${JSON.stringify(text)}, takes one of ${ROLES.join(', ')}`);
  }
  return text;
}

function readTtl(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * SECONDS[unit as keyof typeof SECONDS];
  if (!(seconds >= 1 && seconds <= MAX_TTL_SECONDS)) {
    throw new ArgumentError(
      `--ttl: got ${JSON.stringify(text)}, takes a time such as 90s, 15m, 1h or 7d, up to 30d`,
    );
  }
  return seconds;
}
