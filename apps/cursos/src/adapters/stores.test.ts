import { FakeClock } from '@trilha/service-kit/testing';
import { avisosContract } from './avisos.contract.js';
import { cursosContract } from './cursos.contract.js';
import { inscricoesContract } from './inscricoes.contract.js';
import { createMemoryStores } from './memory-stores.js';
import { openStores } from './open-stores.js';

const opened: { close(): Promise<void> }[] = [];

afterAll(() => Promise.all(opened.map((stores) => stores.close())));

const openSql = async () => {
  const stores = await openStores({ databaseFile: ':memory:', clock: new FakeClock() });
  opened.push(stores);
  return stores;
};

for (const [name, open] of [
  ['Memory', async () => createMemoryStores()],
  ['Sql', openSql],
] as const) {
  cursosContract(`${name}Cursos`, open);
  inscricoesContract(`${name}Inscricoes`, open);
  avisosContract(`${name}Avisos`, open);
}
