import fc from 'fast-check';
import { ConfigError, EnvReader } from './env-reader.js';
import { loadServiceConfig } from './service-config.js';

describe('EnvReader', () => {
  it('lets the variable of the service win over the plain one', () => {
    const env = { LOG_LEVEL: 'info', CURSOS__LOG_LEVEL: 'debug' };
    expect(new EnvReader('cursos', env).string('LOG_LEVEL', '')).toBe('debug');
    expect(new EnvReader('midia', env).string('LOG_LEVEL', '')).toBe('info');
  });

  it('takes an empty value as absent', () => {
    expect(new EnvReader('cursos', { PORT: ' ' }).integer('PORT', 7, { min: 0, max: 9 })).toBe(7);
  });

  it.each([
    ['10', 'PORT: got "10", takes a whole number from 0 to 9'],
    ['1.5', 'PORT: got "1.5", takes a whole number from 0 to 9'],
    ['0x1g', 'PORT: got "0x1g", takes a whole number from 0 to 9'],
  ])('refuses %s and says what it takes', (value, message) => {
    const reader = new EnvReader('cursos', { PORT: value });
    expect(() => reader.integer('PORT', 7, { min: 0, max: 9 })).toThrow(new ConfigError(message));
  });

  it('names the variable that was read, with the service before it', () => {
    const reader = new EnvReader('cursos', { CURSOS__FLAG: 'yes' });
    expect(() => reader.boolean('FLAG', true)).toThrow('CURSOS__FLAG: got "yes", takes one of true, false');
  });

  it('never shows the value of a secret', () => {
    const reader = new EnvReader('cursos', { WEBHOOK__URL: 'ftp://user:senha@host' });
    expect(() => reader.url('WEBHOOK__URL', ['https:'])).toThrow(
      'WEBHOOK__URL: got (value hidden), takes an URL that starts with https://',
    );
  });

  it('gives a number in the range or refuses, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const reader = new EnvReader('x', { N: text });
        try {
          const value = reader.integer('N', 5, { min: 1, max: 10 });
          return Number.isInteger(value) && value >= 1 && value <= 10;
        } catch (error) {
          return error instanceof ConfigError && error.message.startsWith('N: got ');
        }
      }),
    );
  });
});

describe('loadServiceConfig', () => {
  it('has the documented defaults', () => {
    const { config } = loadServiceConfig('cursos', {});
    expect(config.server).toMatchObject({
      enabled: true,
      host: '127.0.0.1',
      port: 50051,
      reflectionEnabled: true,
      healthCheckEnabled: true,
    });
    expect(config.client).toEqual({ defaultTimeoutMs: 30_000, maxRetries: 3, breakerThreshold: 5 });
    expect(config.probes).toEqual({ host: '127.0.0.1', port: 9051 });
    expect(config.tls).toEqual({ mode: 'off', chosen: false });
    expect(config.targetOf('midia')).toBe('dns:///localhost:50056');
  });

  it('finds another service where its own variables say', () => {
    const env = { MIDIA__TARGET: 'dns:///midia:50056', CHATBOT__GRPC__SERVER__PORT: '6002' };
    const { targetOf } = loadServiceConfig('cursos', env).config;
    expect(targetOf('midia')).toBe('dns:///midia:50056');
    expect(targetOf('chatbot')).toBe('dns:///localhost:6002');
  });

  it('reads the default timeout in seconds', () => {
    const { config } = loadServiceConfig('cursos', { GRPC__CLIENT__DEFAULT_TIMEOUT: '1.5' });
    expect(config.client.defaultTimeoutMs).toBe(1_500);
  });

  it.each(['0.0.0.0', '10.1.2.3', '::'])('does not serve %s in the clear by accident', (host) => {
    expect(() => loadServiceConfig('cursos', { GRPC__SERVER__HOST: host })).toThrow(
      `GRPC__SERVER__HOST: got "${host}", which other machines can reach in the clear; set TLS__MODE=tls (npm run certs makes certificates), or TLS__MODE=off to allow it`,
    );
  });

  it('names the host as it was set when it does not serve it', () => {
    const env = { CURSOS__GRPC__SERVER__HOST: '0.0.0.0', GRPC__SERVER__HOST: '127.0.0.1' };
    expect(() => loadServiceConfig('cursos', env)).toThrow(/^CURSOS__GRPC__SERVER__HOST: got "0\.0\.0\.0"/);
  });

  it('serves another host in the clear when that is asked for by hand, or with TLS', () => {
    const host = { GRPC__SERVER__HOST: '0.0.0.0' };
    expect(loadServiceConfig('cursos', { ...host, TLS__MODE: 'off' }).config.tls).toEqual({
      mode: 'off',
      chosen: true,
    });
    expect(loadServiceConfig('cursos', { ...host, TLS__MODE: 'mtls' }).config.tls).toMatchObject({
      mode: 'mtls',
      certFile: expect.stringMatching(/certs\/service\.pem$/),
    });
  });
});
