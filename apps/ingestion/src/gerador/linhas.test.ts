import { parse } from 'csv-parse/sync';
import { lerLinha } from '../adapters/ler-linha.js';
import { type Gerado, gerar } from './gerar.js';
import { type Formato, linhasDe, TIPOS, type Tipo, VERDADE_CABECALHO, verdadeDe } from './linhas.js';

const AGORA = Date.UTC(2026, 10, 21);

const tomar = (quantos: number): Gerado[] => {
  const todos: Gerado[] = [];
  for (const um of gerar({ clientes: 20, lojas: 10, intervaloMs: 60_000, mudancas: 0.1, fraudes: 0.05 })) {
    if (todos.push(um) >= quantos) break;
  }
  return todos;
};
const escrever = (formato: Formato, tipos: readonly Tipo[], eventos: readonly Gerado[]): string => {
  const { cabecalho, linhaDe } = linhasDe(formato, tipos);
  return cabecalho + eventos.map(linhaDe).join('');
};
const lerTudo = (formato: Formato, texto: string): Record<string, string>[] =>
  formato === 'csv'
    ? parse(texto, { columns: true })
    : texto
        .trimEnd()
        .split('\n')
        .map((linha) => JSON.parse(linha) as Record<string, string>);

describe.each(['jsonl', 'csv'] as const)('events written as %s', (formato) => {
  it('are what a watched folder reads again, each with its id, kind and content', () => {
    const eventos = tomar(2_000);
    expect(new Set(eventos.map(({ tipo }) => tipo))).toEqual(new Set(TIPOS));
    const lidos = lerTudo(formato, escrever(formato, TIPOS, eventos)).map((row, line) =>
      lerLinha(row, { file: `eventos.${formato}`, line }, AGORA),
    );
    expect(lidos.map(({ eventId, evento }) => [eventId, evento.tipo])).toEqual(
      eventos.map(({ eventId, tipo }) => [eventId, tipo]),
    );
    const valores = (um: Gerado): unknown[] =>
      um.tipo === 'transacao'
        ? [um.dados.id, Math.round(um.dados.valor * 100), um.dados.categoria, um.dados.estabelecimento]
        : um.tipo === 'rotulo'
          ? [um.dados.transacaoEventId, um.dados.suspeita]
          : um.tipo === 'cliente'
            ? [um.dados.cpf, um.dados.nome, um.dados.endereco]
            : [um.dados.cpf, um.dados.score, Math.round(um.dados.rendaMensal * 100)];
    const guardados = lidos.map(({ evento: e }) =>
      e.tipo === 'transacao'
        ? [e.id, e.valorCentavos, e.categoria, e.estabelecimento]
        : e.tipo === 'rotulo'
          ? [e.transacaoEventId, e.suspeita]
          : e.tipo === 'cliente'
            ? [e.cpf, e.nome, e.endereco]
            : [e.cpf, e.score, e.rendaCentavos],
    );
    expect(guardados).toEqual(eventos.map(valores));
  });

  it('of one kind fit a file that is named after it', () => {
    const transacoes = tomar(500).filter(({ tipo }) => tipo === 'transacao');
    const linhas = lerTudo(formato, escrever(formato, ['transacao'], transacoes));
    expect(linhas.length).toBeGreaterThan(300);
    for (const [line, row] of linhas.entries())
      expect(lerLinha(row, { file: `transacoes.${formato}`, line }, AGORA).evento.tipo).toBe('transacao');
  });
});

it('the truth names every transaction, and the kind of fraud of those that are one', () => {
  const eventos = tomar(3_000);
  const verdades = lerTudo('csv', VERDADE_CABECALHO + eventos.map(verdadeDe).join(''));
  expect(verdades).toEqual(
    eventos.flatMap((um) =>
      um.tipo === 'transacao'
        ? [{ event_id: um.eventId, suspeita: String(um.fraude !== undefined), fraude: um.fraude ?? '' }]
        : [],
    ),
  );
  expect(verdades.filter(({ suspeita }) => suspeita === 'true').length).toBeGreaterThan(50);
});
