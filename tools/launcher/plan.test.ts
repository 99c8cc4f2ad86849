import { ConfigError } from '@trilha/service-kit';
import { planServices } from './plan.js';
import { welcome } from './welcome.js';

describe('planServices', () => {
  it('plans every service, the gateway last', () => {
    const names = planServices({}).map(({ name }) => name);
    expect(names).toEqual([
      'cursos',
      'chatbot',
      'cpar',
      'notificacoes',
      'insights',
      'midia',
      'ingestion',
      'gateway',
    ]);
  });

  it('takes the port of one service from its own variable', () => {
    const plan = planServices({ CURSOS__GRPC__SERVER__PORT: '6001', HTTP__PORT: '9090' });
    expect(plan.find(({ name }) => name === 'cursos')?.port).toBe(6001);
    expect(plan.find(({ name }) => name === 'gateway')?.port).toBe(9090);
  });

  it.each(['GRPC__SERVER__PORT', 'METRICS__PORT', 'DATABASE_URL'])(
    'refuses %s for several services, and takes it for one',
    (name) => {
      const env = { [name]: '6001' };
      expect(() => planServices(env)).toThrow(
        new ConfigError(
          `${name}: 8 services cannot share it; put the name of one before it, such as CURSOS__${name}`,
        ),
      );
      expect(planServices(env, ['cursos'])).toHaveLength(1);
    },
  );

  it('refuses a service that does not exist, and lists those that do', () => {
    expect(() => planServices({}, ['curso'])).toThrow('--only: got "curso", takes gateway, cursos,');
  });
});

describe('welcome', () => {
  it('shows each service with its address, and commands for the port in use', () => {
    const text = welcome(planServices({ HTTP__PORT: '9090' }));
    expect(text).toContain('cursos        127.0.0.1:50051        healthy');
    expect(text).toContain('gateway       http://127.0.0.1:9090  healthy');
    expect(text).toContain('gateway:smoke -- --rest http://127.0.0.1:9090');
  });

  it.each(['tls', 'mtls'])('names https, and whom to trust, with TLS__MODE=%s', (mode) => {
    const text = welcome(planServices({ TLS__MODE: mode, DATA__DIR: '/dados' }));
    expect(text).toContain('gateway       https://127.0.0.1:8080  healthy');
    expect(text).toContain('curl -s --cacert /dados/certs/ca.pem https://127.0.0.1:8080/cursos');
  });

  it('offers no commands without a gateway', () => {
    expect(welcome(planServices({}, ['midia']))).not.toContain('curl');
  });
});
