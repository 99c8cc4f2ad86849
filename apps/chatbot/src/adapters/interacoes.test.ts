import { sequentialIds } from '@trilha/service-kit/testing';
import { openDatabase } from '@trilha/storage';
import { interacao, interacoesContract } from './interacoes.contract.js';
import { type ChatbotTables, migrations } from './migrations.js';
import { openHistorico } from './open-historico.js';

const opened: { close(): Promise<void> }[] = [];

afterAll(() => Promise.all(opened.map((database) => database.close())));

async function open(aoDescartar?: (total: number) => void) {
  const database = await openDatabase<ChatbotTables>({ file: ':memory:', migrations });
  opened.push(database);
  return openHistorico(database.db, { newId: sequentialIds(), max: 3, aoDescartar });
}

interacoesContract('SqlInteracoes with SqlFilaDeMetricas', open);

it('counts what is dropped', async () => {
  const totals: number[] = [];
  const { interacoes, fila } = await open((total) => totals.push(total));
  for (const id of ['a', 'b', 'c', 'd', 'e']) await interacoes.guardar(interacao(id), undefined);
  expect([totals, fila.descartadas]).toEqual([[1, 2], 2]);
});
