import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessGrant, type AccessRule, accessRuleOf, descriptorRegistry } from '@trilha/proto-gen';
import { workspaceRoot } from '@trilha/service-kit';

/** `docs/permissions.md` is read by people and compared here, so nobody is let in unnoticed. */
const documented = (): string[] =>
  readFileSync(join(workspaceRoot(), 'docs/permissions.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

const declared = (): string[] =>
  [...descriptorRegistry()]
    .filter((type) => type.kind === 'service' && type.typeName.startsWith('trilha.'))
    .flatMap((service) =>
      service.kind === 'service'
        ? service.methods.map(({ name }) => {
            const rule = accessRuleOf(`/${service.typeName}/${name}`);
            return `| \`${service.typeName.split('.')[1]}.${name}\` | ${textOf(rule)} |`;
          })
        : [],
    )
    .sort();

it('docs/permissions.md lists every method with its rule, as the contracts declare it', () => {
  expect(documented().sort()).toEqual(declared());
});

it('every method of the contracts has a rule', () => {
  expect(declared().filter((row) => row.includes('nobody'))).toEqual([]);
  expect(declared().length).toBeGreaterThan(60);
});

const textOf = (rule: AccessRule | undefined): string => {
  if (rule === undefined) return 'nobody';
  return rule.public ? 'everyone, without a token' : rule.grants.map(grantText).join('; ');
};

const snake = (path: readonly string[]): string =>
  path.map((name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)).join('.');

const grantText = ({ roles, own, ownStored, absent }: AccessGrant): string =>
  [
    roles?.join(', ') ?? 'any role',
    own && ` where \`${snake(own)}\` is their own id`,
    ownStored && ' for what is theirs',
    absent && ` without \`${snake(absent)}\``,
  ]
    .filter(Boolean)
    .join('');
