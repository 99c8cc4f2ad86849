import { ConfigError, SERVICE_PORTS, type ServiceName } from '@trilha/service-kit';
import { planServices } from './plan.js';
import { welcome } from './welcome.js';

const listed = (...names: readonly ServiceName[]) => names.map((name) => ({ name, needs: [] }));
const all = listed(...(Object.keys(SERVICE_PORTS) as ServiceName[]));

describe('planServices', () => {
  it('takes the port of one service from its own variable', () => {
    const plan = planServices({ CURSOS__GRPC__SERVER__PORT: '6001', HTTP__PORT: '9090' }, all);
    expect(plan.find(({ name }) => name === 'cursos')?.port).toBe(6001);
    expect(plan.find(({ name }) => name === 'gateway')?.port).toBe(9090);
  });

  it.each(['GRPC__SERVER__PORT', 'METRICS__PORT', 'DATABASE_URL'])(
    'refuses %s for several services, and takes it for one',
    (name) => {
      const env = { [name]: '6001' };
      expect(() => planServices(env, all)).toThrow(
        new ConfigError(
          `${name}: 8 services cannot share it; put the name of one before it, such as CURSOS__${name}`,
        ),
      );
      expect(planServices(env, listed('cursos'))).toHaveLength(1);
    },
  );

  it('refuses two variables with one port, and names both', () => {
    expect(() => planServices({ COMPUTE__PORT: '9090', HTTP__PORT: '9090' }, all)).toThrow(
      'COMPUTE__PORT: got 9090, which HTTP__PORT has taken',
    );
    expect(() => planServices({ MIDIA__GRPC__SERVER__PORT: '50051' }, all)).toThrow(
      'MIDIA__GRPC__SERVER__PORT: got 50051, which CURSOS__GRPC__SERVER__PORT has taken',
    );
  });

  it('lets the system choose several ports', () => {
    expect(planServices({ HTTP__PORT: '0', GATEWAY__GRPC__SERVER__PORT: '0' }, all)).toHaveLength(8);
  });

  it('knows the port where ingestion computes', () => {
    const [ingestion] = planServices({}, listed('ingestion'));
    expect(ingestion?.listeners.map(({ port }) => port)).toEqual([50_057, 9_057, 5_050]);
  });

  it('waits for needs that are started here, and no others', () => {
    const plan = planServices({}, [
      { name: 'midia', needs: [] },
      { name: 'cursos', needs: ['midia', 'chatbot'] },
    ]);
    expect(plan[1]?.needs).toEqual(['midia']);
  });

  it('asks the probe port of a service whose RPC port is off', () => {
    const [midia] = planServices({ MIDIA__GRPC__SERVER__ENABLED: 'false' }, listed('midia'));
    expect(midia).toMatchObject({ protocol: 'probe', port: 9_056 });
  });
});

describe('welcome', () => {
  it('shows each service with its address, and commands for the port in use', () => {
    const text = welcome(planServices({ HTTP__PORT: '9090' }, all));
    expect(text).toContain('cursos        127.0.0.1:50051        healthy');
    expect(text).toContain('gateway       http://127.0.0.1:9090  healthy');
    expect(text).toContain('gateway:smoke -- --rest http://127.0.0.1:9090');
  });

  it.each(['tls', 'mtls'])('names https, and whom to trust, with TLS__MODE=%s', (mode) => {
    const text = welcome(planServices({ TLS__MODE: mode, DATA__DIR: '/dados' }, all));
    expect(text).toContain('gateway       https://127.0.0.1:8080  healthy');
    expect(text).toContain('curl -s --cacert /dados/certs/ca.pem https://127.0.0.1:8080/cursos');
  });

  it('offers no commands without a gateway', () => {
    expect(welcome(planServices({}, listed('midia')))).not.toContain('curl');
  });
});
