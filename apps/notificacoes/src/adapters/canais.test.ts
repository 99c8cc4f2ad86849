import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@trilha/service-kit';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { type EntregaDevida, FalhaDeEntrega } from '../app/ports.js';
import { SmtpCanal } from './smtp-canal.js';
import { WebhookCanal } from './webhook-canal.js';

const CONVITE = 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
const devida: EntregaDevida = {
  entrega: { id: 'e-1', canal: 'email', situacao: 'pendente', tentativas: 1, ultimoErro: '' },
  notificacao: {
    id: 'n-1',
    idUsuario: 'aluno-1',
    titulo: 'Aula de botânica',
    mensagem: 'Amanhã há aula.',
    tipo: 'geral',
    dados: { curso: 'botanica' },
    convite: '',
    criadaEm: new Date('2026-03-02T12:00:00Z'),
    entregas: [],
  },
  email: 'aluno@example.com',
};
const open: { close(done: () => void): unknown }[] = [];
const never = new AbortController().signal;

afterEach(() =>
  Promise.all(open.splice(0).map((server) => new Promise<void>((resolve) => server.close(resolve)))),
);

const failureOf = async (sending: Promise<void>): Promise<FalhaDeEntrega> => {
  const error = await sending.catch((thrown: unknown) => thrown);
  if (!(error instanceof FalhaDeEntrega)) throw new Error(`expected a failed delivery, got ${String(error)}`);
  return error;
};

describe('SmtpCanal', () => {
  async function mailServer(options: SMTPServerOptions = {}): Promise<{ canal: SmtpCanal; mails: string[] }> {
    const mails: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      onData: (stream, _session, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          mails.push(Buffer.concat(pieces).toString());
          done();
        });
      },
      ...options,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.server.address() as AddressInfo;
    return {
      mails,
      canal: new SmtpCanal({ url: `smtp://127.0.0.1:${port}`, from: 'trilha@example.com', timeoutMs: 2_000 }),
    };
  }

  const refusing = (responseCode: number): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) =>
      done(Object.assign(new Error('não para aluno@example.com'), { responseCode })),
  });

  it('sends the text to the person, with the delivery as Message-ID', async () => {
    const { canal, mails } = await mailServer();
    await canal.enviar(devida, never);
    expect(mails[0]).toContain('To: aluno@example.com');
    expect(mails[0]).toContain('Message-ID: <e-1@trilha>');
    expect(mails[0]).toContain('=C3=A1'); // the á of há
  });

  it('carries an invitation with its own method', async () => {
    const { canal, mails } = await mailServer();
    await canal.enviar({ ...devida, notificacao: { ...devida.notificacao, convite: CONVITE } }, never);
    expect(mails[0]).toContain('text/calendar; charset=utf-8; method=CANCEL');
  });

  it('takes a 5xx answer as final and a 4xx answer as passing, and keeps the address to itself', async () => {
    const final = await failureOf((await mailServer(refusing(550))).canal.enviar(devida, never));
    expect([final.options.permanente, final.message]).toEqual([true, 'e-mail: resposta 550']);
    const passing = await failureOf((await mailServer(refusing(451))).canal.enviar(devida, never));
    expect([passing.options.permanente, passing.message]).toEqual([false, 'e-mail: resposta 451']);
  });

  it('tries again later when nobody listens', async () => {
    const canal = new SmtpCanal({ url: 'smtp://127.0.0.1:1', from: 'trilha@example.com', timeoutMs: 2_000 });
    expect((await failureOf(canal.enviar(devida, never))).options.permanente).toBe(false);
  });

  it('gives up at once on a person without an address', async () => {
    const { canal } = await mailServer();
    expect((await failureOf(canal.enviar({ ...devida, email: '' }, never))).options.permanente).toBe(true);
  });

  it('stops waiting for a silent server when its time is over', async () => {
    const { canal } = await mailServer({ onConnect: () => {} });
    expect((await failureOf(canal.enviar(devida, AbortSignal.timeout(50)))).message).toContain('a tempo');
  });
});

describe('WebhookCanal', () => {
  const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

  async function receiver(status: number, headers: Record<string, string> = {}) {
    const seen: { body: string; headers: IncomingHttpHeaders }[] = [];
    const server: Server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        seen.push({ body: Buffer.concat(pieces).toString(), headers: request.headers });
        response.writeHead(status, headers).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({
      close: (done) => {
        server.closeAllConnections();
        server.close(done);
      },
    });
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/aviso`;
    return { seen, canal: new WebhookCanal({ url, secret: SECRET, clock: systemClock }) };
  }

  it('signs so that the receiver can verify, and names the delivery', async () => {
    const { canal, seen } = await receiver(204);
    await canal.enviar(devida, never);
    const [{ body, headers } = { body: '', headers: {} }] = seen;
    const content = new Webhook(SECRET).verify(body, headers as Record<string, string>);
    expect(content).toMatchObject({ data: { id: 'n-1', titulo: 'Aula de botânica' } });
    expect(headers['webhook-id']).toBe('e-1');
  });

  it.each([
    [400, true],
    [404, true],
    [302, true],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('takes %d as final: %s', async (status, permanente) => {
    const { canal } = await receiver(status);
    expect((await failureOf(canal.enviar(devida, never))).options.permanente).toBe(permanente);
  });

  it('waits as long as Retry-After asks', async () => {
    const { canal } = await receiver(429, { 'retry-after': '17' });
    expect((await failureOf(canal.enviar(devida, never))).options.esperarMs).toBe(17_000);
  });

  it('tries again later when nobody listens', async () => {
    const canal = new WebhookCanal({ url: 'http://127.0.0.1:1/', secret: SECRET, clock: systemClock });
    expect((await failureOf(canal.enviar(devida, never))).options.permanente).toBe(false);
  });
});
