import { createHash } from 'node:crypto';
import { conferirCliente, conferirScore, conferirTransacao } from '../domain/conferir.js';
import { lerCpf } from '../domain/cpf.js';
import { Recusa } from '../domain/recusa.js';
import { type Gerado, gerar } from './gerar.js';
import { fazerPessoa } from './pessoas.js';
import { Sorte } from './sorte.js';

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

it('shares no event, client or person with another instance of the same seed', () => {
  const ids = (instancia: string) => {
    const eventos = tomar(3_000, { instancia });
    return new Set(
      eventos.flatMap((um) => [um.eventId, ...(um.tipo === 'cliente' ? [um.dados.id, um.dados.cpf] : [])]),
    );
  };
  const [a, b] = [ids('a'), ids('b')];
  expect([a.size, b.size]).toEqual([3_100, 3_100]);
  expect([...a].filter((id) => b.has(id))).toEqual([]);
  expect(ids('a')).toEqual(a);
});

it('plants amounts far above the habit, bursts within minutes, and a merchant with many cheated in hours', () => {
  const transacoes = tomar(60_000, { fraudes: 0.01 }).flatMap((um) => (um.tipo === 'transacao' ? [um] : []));
  const de = (tipo: string | undefined) => transacoes.filter(({ fraude }) => fraude === tipo);
  const media = (de_: typeof transacoes): number =>
    de_.reduce((soma, { dados }) => soma + dados.valor, 0) / de_.length;
  expect(media(de('valor'))).toBeGreaterThan(8 * media(de(undefined)));

  const porCliente = agrupar(de('rajada'), ({ dados }) => dados.clienteId);
  const vizinhas = [...porCliente.values()].flatMap((suas) =>
    suas.slice(1).map(({ tempoMs }, i) => tempoMs - (suas[i] as Gerado).tempoMs),
  );
  expect(vizinhas.filter((ms) => ms <= 20 * 60_000).length).toBeGreaterThan(0.8 * vizinhas.length);

  const porLoja = agrupar(de('loja'), ({ dados }) => dados.estabelecimento);
  expect(de('loja').length / porLoja.size).toBeGreaterThan(10);
});

it('tells of new addresses and scores of known clients, and of salaries, when asked to', () => {
  const eventos = tomar(60_000, { mudancas: 0.02, salarios: true }).slice(100);
  const por = (tipo: string) => eventos.filter((um) => um.tipo === tipo).length;
  expect(por('cliente')).toBeGreaterThan(400);
  expect(por('score')).toBeGreaterThan(400);
  const salarios = eventos.filter(
    (um) => um.tipo === 'transacao' && um.dados.estabelecimento === 'Folha de pagamento',
  );
  // Fifty clients, paid once in thirty days each; some days went by.
  const dias = ((eventos.at(-1) as Gerado).tempoMs - (eventos[0] as Gerado).tempoMs) / 86_400_000;
  expect(salarios.length).toBeGreaterThan((50 / 30) * dias * 0.3);
  expect(salarios.length).toBeLessThanOrEqual(50);
  const padrao = tomar(60_000).slice(100);
  expect(padrao.some(({ tipo }) => tipo === 'cliente' || tipo === 'score')).toBe(false);
});

it('makes every CPF of a seed however large, none of them one digit repeated', () => {
  const cpfs = tomar(2_000, { clientes: 1_000, seed: 4_294_967_295 }).flatMap((um) =>
    um.tipo === 'cliente' ? [um.dados.cpf] : [],
  );
  expect(new Set(cpfs).size).toBe(1_000);
  // The person whose nine digits would all be ones.
  const numero = (111_111_111 - 123_456_789 + 1e9) % 1e9;
  const inverso = BigInt(numero) * inversoDe(7_654_321n, 1_000_000_000n);
  const pessoa = fazerPessoa(new Sorte(1), Number(inverso % 1_000_000_000n), 5);
  expect(pessoa.cpf).toMatch(/^111111110/);
  expect(lerCpf(pessoa.cpf)).toBe(pessoa.cpf);
});

/** The number whose product with `a` leaves 1 when divided by `m`: Euclid's algorithm, extended. */
function inversoDe(a: bigint, m: bigint): bigint {
  let [r0, r1, t0, t1] = [m, a, 0n, 1n];
  while (r1 > 0n) [r0, r1, t0, t1] = [r1, r0 % r1, t1, t0 - (r0 / r1) * t1];
  return ((t0 % m) + m) % m;
}

function agrupar<T>(itens: readonly T[], chave: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const grupos = new Map<string, T[]>();
  for (const item of itens) grupos.set(chave(item), [...(grupos.get(chave(item)) ?? []), item]);
  return grupos;
}
