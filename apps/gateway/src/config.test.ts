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

describe('HTTP__REQUIRE_CLIENT_CERT', () => {
  it('is off, with mutual TLS between services too', () => {
    expect(load({ TLS__MODE: 'mtls' }).http.requireClientCert).toBe(false);
  });

  it('is taken with TLS', () => {
    expect(load({ TLS__MODE: 'tls', HTTP__REQUIRE_CLIENT_CERT: 'true' }).http.requireClientCert).toBe(true);
  });

  it('is refused without TLS, where it would protect nothing', () => {
    expect(() => load({ HTTP__REQUIRE_CLIENT_CERT: 'true' })).toThrow(
      'HTTP__REQUIRE_CLIENT_CERT: got "true", takes false while TLS__MODE is off',
    );
  });
});

describe('HTTP__CORS_ORIGINS', () => {
  it.each([
    ['', []],
    ['*', ['*']],
    ['https://a.exemplo, http://localhost:3000', ['https://a.exemplo', 'http://localhost:3000']],
  ])('takes %p', (value, origins) => {
    expect(load({ HTTP__CORS_ORIGINS: value }).edge.corsOrigins).toEqual(origins);
  });

  it.each([
    'a.exemplo',
    'https://a.exemplo/',
    'https://a.exemplo/x',
    'https://A.exemplo',
    'https://*.exemplo/',
  ])('refuses %s', (value) => {
    expect(() => load({ HTTP__CORS_ORIGINS: value })).toThrow(/^HTTP__CORS_ORIGINS: got /);
  });
});
