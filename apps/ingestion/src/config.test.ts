import { availableParallelism } from 'node:os';
import { loadConfig } from './config.js';

const load = (env: Record<string, string> = {}) => loadConfig({ DATA__DIR: '/tmp/nada', ...env });

describe('the compute port in the configuration', () => {
  it('is on this machine, with as many threads as there are cores', () => {
    expect(load().compute).toEqual({ host: '127.0.0.1', port: 5050, workers: availableParallelism() });
  });

  it('is set by COMPUTE__', () => {
    const env = { COMPUTE__HOST: '127.0.0.2', COMPUTE__PORT: '0', INGESTION__COMPUTE__WORKERS: '7' };
    expect(load(env).compute).toEqual({ host: '127.0.0.2', port: 0, workers: 7 });
  });

  it.each([
    [{ COMPUTE__WORKERS: '0' }, 'COMPUTE__WORKERS: got "0", takes a whole number from 1 to 256'],
    [{ COMPUTE__PORT: 'x' }, 'COMPUTE__PORT: got "x", takes a whole number from 0 to 65535'],
  ])('refuses %j', (env, message) => {
    expect(() => load(env)).toThrow(message);
  });

  it('is not opened to other machines in the clear by accident', () => {
    expect(() => load({ COMPUTE__HOST: '0.0.0.0' })).toThrow(/^COMPUTE__HOST: got "0.0.0.0"/);
    expect(load({ COMPUTE__HOST: '0.0.0.0', TLS__MODE: 'off' }).compute.host).toBe('0.0.0.0');
  });
});
