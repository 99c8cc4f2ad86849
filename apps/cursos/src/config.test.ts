import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import { loadCliConfig, loadConfig } from './config.js';

describe('the configuration of cursos', () => {
  it('seeds the content of the repository unless told not to', () => {
    expect(loadConfig({}).contentDir).toBe(join(workspaceRoot(), 'apps/cursos/content'));
    expect(loadConfig({ CURSOS__SEED: 'false' }).contentDir).toBeUndefined();
  });

  it('names a bad variable, what it got and what it takes', () => {
    expect(() => loadConfig({ CURSOS__SEED: 'talvez' })).toThrow(
      'CURSOS__SEED: got "talvez", takes one of true, false',
    );
  });

  it('counts the paths of tools from where the command was typed', () => {
    const { pathOf } = loadCliConfig({ INIT_CWD: '/cursos' });
    expect([pathOf('fisica'), pathOf('../x'), pathOf('/y')]).toEqual(['/cursos/fisica', '/x', '/y']);
  });
});
