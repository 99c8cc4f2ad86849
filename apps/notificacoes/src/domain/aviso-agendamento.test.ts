import { type Agendamento, avisoDeAgendamento, isFuso } from './aviso-agendamento.js';

const agendamento: Agendamento = {
  evento: 'confirmado',
  inicio: new Date('2026-05-04T15:00:00Z'),
  fim: new Date('2026-05-04T16:30:00Z'),
  fuso: 'America/Sao_Paulo',
  assunto: 'Cálculo',
  local: 'Sala 2',
  comQuem: 'Ana',
};

describe('avisoDeAgendamento', () => {
  it('says what, when, where and with whom, on the clock of the zone', () => {
    expect(avisoDeAgendamento(agendamento)).toEqual({
      titulo: 'Agendamento confirmado: Cálculo',
      mensagem:
        'Está confirmado o seu agendamento com Ana: segunda-feira, 4 de maio de 2026, das 12:00 às 13:30 (horário de São Paulo). Local: Sala 2.',
    });
  });

  it('names the day of the end when it is another one', () => {
    const { mensagem } = avisoDeAgendamento({ ...agendamento, fim: new Date('2026-05-05T04:00:00Z') });
    expect(mensagem).toContain('das 12:00 às terça-feira, 5 de maio de 2026, 01:00');
  });

  it('leaves out what is not known', () => {
    const { titulo, mensagem } = avisoDeAgendamento({ ...agendamento, assunto: '', local: '', comQuem: '' });
    expect(titulo).toBe('Agendamento confirmado');
    expect(mensagem).toMatch(/agendamento: segunda-feira.*São Paulo\)\.$/);
  });

  it('reads another zone on its own clock', () => {
    const { mensagem } = avisoDeAgendamento({ ...agendamento, fuso: 'America/Manaus' });
    expect(mensagem).toContain('das 11:00 às 12:30 (horário de Manaus)');
  });
});

it('knows zones by their IANA name', () => {
  expect([isFuso('America/Sao_Paulo'), isFuso('Brasil/Aqui')]).toEqual([true, false]);
});
