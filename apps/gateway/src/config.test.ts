import { loadConfig } from './config.js';

const load = (env: Record<string, string>) => loadConfig({ DATA__DIR: '/tmp', ...env });

describe('HTTP__TRUST_PROXY', () => {
  it.each([
    ['false', []],
    ['10.0.0.0/8, 2001:db8::/32,127.0.0.1', ['10.0.0.0/8', '2001:db8::/32', '127.0.0.1']],
  ])('takes %s', (value, proxies) => {
    expect(load({ HTTP__TRUST_PROXY: value }).edge.trustProxy).toEqual(proxies);
  });

  it.each(['true', '10.0.0.0/33', '10.0.0.0/', 'proxy.local', '1.2.3.4,', '1.2.3.4/8/8'])(
    'refuses %s',
    (value) => {
      expect(() => load({ HTTP__TRUST_PROXY: value })).toThrow(/^HTTP__TRUST_PROXY: got /);
    },
  );
});
