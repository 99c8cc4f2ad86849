import { findViolations } from './find-violations.js';

describe('the module boundaries', () => {
  it('fail on each import that the layout forbids', async () => {
    const found = await findViolations(['tools/boundaries/fixture']);
    const at = (file: string): string[] =>
      found
        .filter(({ from }) => from.endsWith(file))
        .map(({ rule }) => rule)
        .sort();
    expect(at('um/src/domain/regra.ts')).toEqual(Array(3).fill('domain-imports-outside'));
    expect(at('um/src/adapters/guardar.ts')).toEqual(['adapter-imports-rpc-or-use-case', 'app-imports-app']);
    expect(at('um/src/app/caso.ts')).toEqual(['use-case-imports-outside']);
    expect(at('um/src/rpc/servico.ts')).toEqual(['rpc-imports-adapter-or-config']);
    expect(at('outro/src/adapters/ligar.ts')).toEqual(['adapter-imports-rpc-or-use-case']);
    expect(at('outro/src/rpc/ligacao.ts')).toEqual(['past-the-index-of-a-lib']);
    expect(at('service-kit/src/auth/chave.ts')).toContain('needs-generated-code');
    expect(at('livre/src/interno.ts')).toEqual(['lib-imports-app']);
  });
});
