import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getOption } from '@bufbuild/protobuf';
import { descriptorRegistry } from '@trilha/proto-gen';
import { workspaceRoot } from '@trilha/service-kit';

const read = (file: string): string => readFileSync(join(workspaceRoot(), file), 'utf8');

/** Every `METHOD /path` of the contracts with its `Service/Rpc`. */
function routes(): Map<string, string> {
  const registry = descriptorRegistry();
  const http = registry.getExtension('google.api.http');
  if (http === undefined) throw new Error('the image has no google.api.http');
  const found = new Map<string, string>();
  for (const type of registry) {
    if (type.kind !== 'service') continue;
    for (const method of type.methods) {
      const rule = getOption(method, http) as unknown as Rule;
      for (const { pattern } of [rule, ...(rule.additionalBindings ?? [])]) {
        if (pattern?.case)
          found.set(`${pattern.case.toUpperCase()} ${pattern.value}`, `${type.name}/${method.name}`);
      }
    }
  }
  return found;
}

interface Rule {
  readonly pattern?: { readonly case?: string; readonly value?: string };
  readonly additionalBindings?: readonly Rule[];
}

describe('README.md', () => {
  it('pairs REST paths with the RPCs that the contracts pair them with', () => {
    const known = routes();
    const rows = [
      ...read('README.md').matchAll(
        /^\| [^|]+ \| (`(?:GET|POST|PUT|PATCH|DELETE) [^|]+) \| `(\w+\/\w+)` \|$/gm,
      ),
    ];
    expect(rows.length).toBeGreaterThan(15);
    for (const [, paths = '', rpc] of rows) {
      for (const [, path = ''] of paths.matchAll(/`([A-Z]+ [^`?]+)(?:\?[^`]*)?`/g)) {
        expect([path, known.get(path)]).toEqual([path, rpc]);
      }
    }
  });
});

describe('documents', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(workspaceRoot(), 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    ...['apps', 'libs']
      .flatMap((kind) => readdirSync(join(workspaceRoot(), kind)).map((name) => `${kind}/${name}/README.md`))
      .filter((page) => existsSync(join(workspaceRoot(), page))),
  ];

  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
    for (const link of links) {
      expect([link, existsSync(join(workspaceRoot(), dirname(page), link))]).toEqual([link, true]);
    }
  });
});

describe('.env.example', () => {
  it('names every variable that a config reads', () => {
    const example = read('.env.example');
    const configs = ['apps', 'libs'].flatMap((kind) =>
      readdirSync(join(workspaceRoot(), kind))
        .flatMap((name) =>
          [
            'config.ts',
            'config/service-config.ts',
            'config/server-config.ts',
            'config/tls-config.ts',
            'auth/auth-config.ts',
          ].map((file) => `${kind}/${name}/src/${file}`),
        )
        .filter((file) => existsSync(join(workspaceRoot(), file))),
    );
    const names = configs.flatMap((file) =>
      [...read(file).matchAll(/(?:reader\s*\.\w+|\b(?:integer|secondsAsMs|file))\(\s*'([A-Z_]+)'/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect(names.length).toBeGreaterThan(45);
    const missing = names.filter((name) => !new RegExp(`^#?([A-Z]+__)?${name}=`, 'm').test(example));
    expect(missing).toEqual([]);
  });
});
