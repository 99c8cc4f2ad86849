import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { agendamentoDe } from '../../test/agendamento-de.js';
import { MemoryAgenda } from '../adapters/memory-agenda.js';
import type { NovoAgendamento } from '../domain/agendamento.js';
import type { Envio } from '../domain/envio.js';
import { createAvisar } from './avisar.js';
import { createMarcarAgendamento } from './marcar-agendamento.js';
import type { Notificador } from './ports.js';

const HORA_MS = 3_600_000;
const DIA_MS = 24 * HORA_MS;
const never = new AbortController().signal;

/** Keeps what it is told, once per key, and fails as a test decides. */
class MemoryNotificador implements Notificador {
  readonly told: string[] = [];
  readonly attempts: string[] = [];
  failure: (envio: Envio) => Error | undefined = () => undefined;

  async avisar(envio: Envio): Promise<string> {
    const line = `${envio.evento} ${envio.idUsuario}`;
    this.attempts.push(line);
    const error = this.failure(envio);
    if (error !== undefined) throw error;
    if (!this.told.includes(line)) this.told.push(line);
    return `n-${this.told.indexOf(line)}`;
  }

  recusou(error: unknown): boolean {
    return error instanceof RangeError;
  }
}

const down = new Error('fora do ar');
const refused = new RangeError('campo inválido');

describe('createAvisar', () => {
  let clock: FakeClock;
  let agenda: MemoryAgenda;
  let notificador: MemoryNotificador;
  let givenUp: string[];
  let marcar: ReturnType<typeof createMarcarAgendamento>;
  let casos: ReturnType<typeof createAvisar>;

  beforeEach(async () => {
    clock = new FakeClock('2026-03-02T12:00:00Z');
    agenda = new MemoryAgenda(clock);
    notificador = new MemoryNotificador();
    givenUp = [];
    const { envios } = agenda;
    const ports = { agenda, envios, notificador, escreverConvite: () => '' };
    const onDesistencia = ({ evento, idUsuario }: Envio, erro: string) =>
      givenUp.push(`${evento} ${idUsuario}: ${erro}`);
    casos = createAvisar({ ...ports, clock, random: () => 0.5, onDesistencia });
    marcar = createMarcarAgendamento({ agenda, clock, newId: sequentialIds('ag'), onMudanca: () => {} });
    await agenda.guardarDisponibilidade({
      idProfessor: 'ana',
      fuso: 'UTC',
      semanal: [1, 2, 3, 4, 5, 6, 7].map((diaSemana) => ({ diaSemana, faixa: { inicio: 0, fim: 1_440 } })),
      excecoes: [],
      atualizadaEm: clock.now(),
    });
  });

  /** An appointment of Monday, between two hours (UTC), reminded of an hour before. */
  const criar = (inicio: number, fim: number, fields: Partial<NovoAgendamento> = {}) => {
    const { idProfessor, idAluno, fuso, assunto, local, ...times } = agendamentoDe('', inicio, fim);
    const base = { idProfessor, idAluno, fuso, assunto, local, inicio: times.inicio, fim: times.fim };
    return marcar.criar({ ...base, lembretesMs: [HORA_MS], ...fields }, '');
  };
  const enviarTudo = async () => {
    while ((await casos.enviarDevidos(never)) > 0);
  };
  const ate = (hour: number) => clock.set(agendamentoDe('', hour, hour).inicio.toISOString());

  it('tells both of every change in order, once', async () => {
    const { id } = await criar(15, 16);
    await marcar.confirmar(id);
    await marcar.cancelar(id, '');
    await enviarTudo();
    expect(notificador.attempts.filter((line) => line.endsWith('beto'))).toEqual([
      'criado beto',
      'confirmado beto',
      'cancelado beto',
    ]);
    expect(notificador.attempts).toHaveLength(6);
  });

  it('keeps the order while a message waits for another attempt', async () => {
    const { id } = await criar(15, 16);
    notificador.failure = () => down;
    await enviarTudo();
    notificador.failure = () => undefined;
    await marcar.confirmar(id);
    await enviarTudo();
    expect(notificador.told).toEqual([]);
    clock.advance(500);
    await enviarTudo();
    expect(notificador.told.filter((line) => line.endsWith('ana'))).toEqual(['criado ana', 'confirmado ana']);
  });

  it('tries ever more rarely while nobody can be told, and gives up after three days', async () => {
    await criar(24 * 10, 24 * 10 + 1);
    const start = clock.now().getTime();
    notificador.failure = ({ idUsuario }) => (idUsuario === 'ana' ? down : undefined);
    const waits: number[] = [];
    await enviarTudo();
    while (givenUp.length === 0) {
      const next = (await agenda.envios.proximo()) ?? clock.now();
      waits.push(next.getTime() - clock.now().getTime());
      clock.set(next.toISOString());
      await enviarTudo();
    }
    expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(Math.max(...waits)).toBe(300_000);
    expect(givenUp).toEqual(['criado ana: fora do ar']);
    expect(clock.now().getTime() - start).toBeLessThanOrEqual(3 * DIA_MS);
    expect(notificador.attempts.length).toBeLessThan(1_000);
  });

  it('gives up at once what is refused for good, keeps it with the reason, and goes on with the next', async () => {
    const { id } = await criar(15, 16);
    notificador.failure = ({ idUsuario, evento }) =>
      idUsuario === 'ana' && evento === 'criado' ? refused : undefined;
    await enviarTudo();
    expect(givenUp).toEqual(['criado ana: campo inválido']);
    expect([...agenda.envios.mortos.values()]).toMatchObject([
      { erro: 'campo inválido', em: clock.now(), envio: { idUsuario: 'ana', tentativas: 1 } },
    ]);
    await marcar.confirmar(id);
    await enviarTudo();
    expect(notificador.attempts).toEqual(['criado ana', 'criado beto', 'confirmado ana', 'confirmado beto']);
    expect(agenda.envios.mortos.size).toBe(0);
  });

  it('reminds of the new time after a move and not at the old one', async () => {
    const { id } = await criar(15, 16);
    const { inicio, fim } = agendamentoDe('', 20, 21);
    await marcar.reagendar(id, { inicio, fim });
    await enviarTudo();
    ate(18.9);
    await enviarTudo();
    expect(notificador.told.some((line) => line.startsWith('lembrete'))).toBe(false);
    ate(19);
    await enviarTudo();
    expect(notificador.told.slice(-2).sort()).toEqual(['lembrete ana', 'lembrete beto']);
  });

  it('reminds nobody of what was cancelled', async () => {
    const { id } = await criar(15, 16);
    await marcar.cancelar(id, '');
    ate(14.5);
    await enviarTudo();
    expect(notificador.told.some((line) => line.startsWith('lembrete'))).toBe(false);
  });

  it('still reminds late after a confirmation that came while nobody could be told', async () => {
    const { id } = await criar(15, 16);
    await enviarTudo();
    ate(14);
    notificador.failure = () => down;
    await enviarTudo();
    await marcar.confirmar(id);
    notificador.failure = () => undefined;
    ate(14.5);
    await enviarTudo();
    expect(notificador.told.filter((line) => line.startsWith('lembrete')).sort()).toEqual([
      'lembrete ana',
      'lembrete beto',
    ]);
  });

  it('does not remind of what has begun, and says so', async () => {
    await criar(15, 16);
    await enviarTudo();
    ate(15);
    await enviarTudo();
    expect(notificador.told.some((line) => line.startsWith('lembrete'))).toBe(false);
    expect(givenUp.sort()).toEqual([
      'lembrete ana: o agendamento já começou',
      'lembrete beto: o agendamento já começou',
    ]);
  });

  it('leaves what it was cut in to the next start', async () => {
    await criar(15, 16);
    const stop = new AbortController();
    notificador.failure = () => {
      stop.abort();
      return down;
    };
    await casos.enviarDevidos(stop.signal);
    notificador.failure = () => undefined;
    await enviarTudo();
    expect(notificador.told).toEqual(['criado ana', 'criado beto']);
  });

  it('tells of the state as it stands on demand, and nothing older after it', async () => {
    const { id } = await criar(15, 16);
    await marcar.confirmar(id);
    expect(await casos.notificar(id, never)).toEqual(['n-0', 'n-1']);
    await enviarTudo();
    expect(notificador.attempts).toEqual(['confirmado beto', 'confirmado ana']);
  });

  it('tells on demand what was given up, and then nobody waits for it any more', async () => {
    const { id } = await criar(15, 16);
    notificador.failure = () => refused;
    await enviarTudo();
    expect(agenda.envios.mortos.size).toBe(2);
    await expect(casos.notificar(id, never)).rejects.toBe(refused);
    notificador.failure = () => undefined;
    await casos.notificar(id, never);
    expect(agenda.envios.mortos.size).toBe(0);
  });

  it('cannot tell of what is not there', async () => {
    await expect(casos.notificar('x', never)).rejects.toMatchObject({ reason: 'AGENDAMENTO_NAO_ENCONTRADO' });
  });
});
