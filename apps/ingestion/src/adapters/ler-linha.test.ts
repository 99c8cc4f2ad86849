import { lerLinha } from './ler-linha.js';

const AGORA = Date.UTC(2026, 10, 21);
const transacao = { id: 't1', cliente_id: 'c1', data: '2026-01-02', valor: '12.50', moeda: 'BRL' };

describe('a row of a file', () => {
  it.each([
    [
      'clientes.csv',
      { id: 'c1', nome: 'Ana', cpf: '529.982.247-25', data_nascimento: '1990-01-01', endereco: 'Rua 1' },
      'cliente',
    ],
    ['transacoes-2026.txt', transacao, 'transacao'],
    [
      'scores.jsonl',
      {
        cpf: '52998224725',
        score: 700,
        renda_mensal: 1,
        limite_credito: 2,
        data_ultima_atualizacao: '2026-01-01',
      },
      'score',
    ],
    ['rotulos.csv', { transacao_event_id: 'e1', suspeita: 'sim' }, 'rotulo'],
    ['eventos.jsonl', { ...transacao, tipo: 'transacao' }, 'transacao'],
    ['eventos.csv', { tipo: 'rotulo', transacao_event_id: 'e1', suspeita: 'sim' }, 'rotulo'],
  ])('of %s becomes an event', (file, row, tipo) => {
    expect(lerLinha(row, { file, line: 2 }, AGORA).evento.tipo).toBe(tipo);
  });

  it('has the same id whenever it is read again, and another in another place or with other content', () => {
    const id = (row: object, line: number): string =>
      lerLinha(row as never, { file: 'transacoes.csv', line }, AGORA).eventId;
    expect(id(transacao, 2)).toBe(id({ ...transacao }, 2));
    expect(id(transacao, 3)).not.toBe(id(transacao, 2));
    expect(id({ ...transacao, valor: '13' }, 2)).not.toBe(id(transacao, 2));
    expect(id({ ...transacao, event_id: 'meu' }, 2)).toBe('meu');
  });

  it.each([
    ['transacoes.csv', { ...transacao, valor: 'doze' }, 'valor:'],
    ['transacoes.csv', { ...transacao, suspeita: 'talvez' }, 'suspeita: true ou false'],
    ['transacoes.csv', { ...transacao, emitted_at: 'ontem' }, 'emitted_at:'],
    ['rotulos.csv', { transacao_event_id: 'e1' }, 'suspeita: true ou false'],
    ['pedidos.csv', transacao, 'o nome do arquivo'],
    ['eventos.csv', transacao, 'tipo: cliente, transacao, score, rotulo'],
    ['eventos.csv', { ...transacao, tipo: 'pedido' }, 'tipo:'],
  ])('of %s is refused by its column', (file, row, mensagem) => {
    expect(() => lerLinha(row, { file, line: 2 }, AGORA)).toThrow(mensagem);
  });
});
