import { join } from 'node:path';
import { ConfigError, SERVICE_PORTS, workspaceRoot } from '@trilha/service-kit';
import { chooseServices } from './choose-services.js';
import { parseServiceList, readServiceList } from './service-list.js';

const restart = { firstWaitMs: 1, longestWaitMs: 10, limit: 3, withinMs: 1_000 };
const list = (...services: readonly unknown[]) => parseServiceList({ restart, services });

describe('the list of this repository', () => {
  const { services } = readServiceList(join(workspaceRoot(), 'tools/launcher/services.json'));

  it('has every service', () => {
    expect(services.map(({ name }) => name).sort()).toEqual(Object.keys(SERVICE_PORTS).sort());
  });

  it('is in an order in which each comes after those it needs', () => {
    for (const [index, { needs }] of services.entries()) {
      const before = services.slice(0, index).map(({ name }) => name);
      expect(needs.filter((need) => !before.includes(need))).toEqual([]);
    }
  });
});

it('puts each service after those it needs', () => {
  const { services } = list(
    { name: 'cursos', needs: ['chatbot'] },
    { name: 'chatbot', needs: ['insights'] },
    { name: 'insights', needs: [] },
  );
  expect(services.map(({ name }) => name)).toEqual(['insights', 'chatbot', 'cursos']);
});

it.each([
  [{ services: [] }, 'restart: got nothing, takes an object with firstWaitMs'],
  [{ restart, services: [] }, 'services: got [], takes a list of services'],
  [{ restart: { ...restart, limit: '3' }, services: [] }, 'restart.limit: got "3", takes a whole number'],
  [{ restart: { ...restart, tries: 3 }, services: [] }, 'restart: tries is unknown; it takes firstWaitMs'],
  [
    { restart, services: [{ name: 'curso', needs: [] }] },
    'services[0].name: got "curso", takes one of gateway',
  ],
  [{ restart, services: [{ name: 'cursos' }] }, 'services[0].needs: got nothing, takes a list of names'],
  [
    { restart, services: [{ name: 'cursos', needs: ['midia'] }] },
    'services[0].needs: midia is not in the list',
  ],
])('refuses %j with a line that names the place', (content, message) => {
  expect(() => parseServiceList(content)).toThrow(ConfigError);
  expect(() => parseServiceList(content)).toThrow(message);
});

it('refuses services that wait for each other, and names the circle', () => {
  const circle = () => list({ name: 'cursos', needs: ['midia'] }, { name: 'midia', needs: ['cursos'] });
  expect(circle).toThrow('services: cursos needs midia needs cursos: nobody could be first');
});

describe('chooseServices', () => {
  const { services } = list(
    { name: 'insights', needs: [] },
    { name: 'midia', needs: [] },
    { name: 'chatbot', needs: ['insights'] },
    { name: 'cursos', needs: ['chatbot', 'midia'] },
  );
  const namesOf = (only: readonly string[], withNeeds: boolean) =>
    chooseServices(services, only, withNeeds).chosen.map(({ name }) => name);

  it('starts those that were named, and tells what they lack', () => {
    expect(namesOf(['cursos', 'midia'], false)).toEqual(['midia', 'cursos']);
    expect(chooseServices(services, ['cursos', 'midia'], false).absent).toEqual(['chatbot']);
  });

  it('adds what they need, and what that needs, when asked to', () => {
    expect(namesOf(['cursos'], true)).toEqual(['insights', 'midia', 'chatbot', 'cursos']);
    expect(chooseServices(services, ['cursos'], true).absent).toEqual([]);
  });

  it('refuses a service that does not exist, and lists those that do', () => {
    expect(() => namesOf(['curso'], false)).toThrow('--only: got "curso", takes insights, midia,');
  });
});
