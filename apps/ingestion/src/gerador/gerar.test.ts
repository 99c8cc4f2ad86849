import { createHash } from 'node:crypto';
import { conferirCliente, conferirScore, conferirTransacao } from '../domain/conferir.js';
import { Recusa } from '../domain/recusa.js';
import { type Gerado, gerar } from './gerar.js';

const tomar = (quantos: number, options = {}): Gerado[] => {
  const todos: Gerado[] = [];
  for (const um of gerar({ clientes: 50, lojas: 20, ...options })) {
    if (todos.push(um) >= quantos) break;
  }
  return todos;
};
const resumo = (eventos: readonly Gerado[]): string =>
  createHash('sha256').update(JSON.stringify(eventos)).digest('hex');

it('is the same for the same seed and another for another', () => {
  expect(resumo(tomar(5_000))).toBe(resumo(tomar(5_000)));
  expect(resumo(tomar(5_000))).not.toBe(resumo(tomar(5_000, { seed: 2 })));
});

it('gives only what the service takes, in the order of time, with no id twice', () => {
  const eventos = tomar(20_000);
  const agora = Date.UTC(2030, 0, 1);
  const recusas = eventos.filter(({ tipo, dados }) => {
    if (tipo === 'cliente') return conferirCliente(dados as never, agora) instanceof Recusa;
    if (tipo === 'score') return conferirScore(dados as never, agora) instanceof Recusa;
    if (tipo === 'transacao') return conferirTransacao(dados as never, agora) instanceof Recusa;
    return false;
  });
  expect(recusas).toEqual([]);
  expect(eventos.every(({ tempoMs }, i) => i === 0 || tempoMs >= (eventos[i - 1] as Gerado).tempoMs)).toBe(
    true,
  );
  expect(new Set(eventos.map(({ eventId }) => eventId)).size).toBe(eventos.length);
});

it('plants three kinds of fraud and tells most of them later', () => {
  const eventos = tomar(60_000, { fraudes: 0.01 });
  const transacoes = eventos.flatMap((um) => (um.tipo === 'transacao' ? [um] : []));
  const fraudes = new Map(transacoes.flatMap((um) => (um.fraude ? [[um.eventId, um.fraude]] : [])));
  expect(new Set(fraudes.values())).toEqual(new Set(['valor', 'rajada', 'loja']));
  const rotulos = eventos.flatMap((um) => (um.tipo === 'rotulo' ? [um] : []));
  expect(rotulos.every(({ dados }) => dados.suspeita === fraudes.has(dados.transacaoEventId))).toBe(true);
  const conhecidas = new Map(transacoes.map(({ eventId, tempoMs }) => [eventId, tempoMs]));
  expect(
    rotulos.every(
      ({ dados, tempoMs }) => tempoMs - (conhecidas.get(dados.transacaoEventId) as number) >= 3_600_000,
    ),
  ).toBe(true);
});
