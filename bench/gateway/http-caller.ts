import { connect, type Socket } from 'node:net';
import { type Caller, countFaults } from './caller.js';
import { courseId } from './course.js';
import { readHttpAnswer } from './http-answer.js';

const CALL_TIMEOUT_MS = 30_000;
const NOTHING = Buffer.alloc(0);

/** A connection that is kept, with one request at a time on it. */
interface Connection {
  /** Resolves with the whole answer. @throws Error when the connection breaks or says nothing for too long */
  ask(request: string): Promise<Buffer>;
  close(): void;
}

/**
 * Calls `GET /v1/cursos/{id}` over kept connections, as many as there are calls at a time. Speaks HTTP/1.1 over bare
 * sockets: node:http would cost the caller about as much as some of the servers.
 */
export function createHttpCaller(port: number, token: string): Caller {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  const { failed, wrong, faults } = countFaults();
  const tail = ` HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\n\r\n`;
  let sent = 0;
  const open = (): Connection => {
    const connection = openConnection(port);
    all.add(connection);
    return connection;
  };
  return {
    async call() {
      const id = courseId(sent++);
      const connection = idle.pop() ?? open();
      try {
        const answer = await connection.ask(`GET /v1/cursos/${id}${tail}`);
        idle.push(connection);
        const { status = 0, bodyAt } = readHttpAnswer(answer) ?? {};
        if (status !== 200) failed(`HTTP ${status}: ${answer.toString('utf8', bodyAt)}`);
        else if (!answer.includes(id, bodyAt)) wrong();
      } catch (error) {
        all.delete(connection);
        connection.close();
        failed(String(error));
      }
    },
    faults,
    close() {
      for (const connection of all) connection.close();
    },
  };
}

function openConnection(port: number): Connection {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let asked: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined;
  let arrived: Buffer = NOTHING;
  const settle = (): typeof asked => {
    const open = asked;
    asked = undefined;
    arrived = NOTHING;
    return open;
  };
  socket.setTimeout(CALL_TIMEOUT_MS, () => socket.destroy(new Error(`no answer in ${CALL_TIMEOUT_MS} ms`)));
  socket.on('error', (error) => settle()?.reject(error));
  socket.on('close', () => settle()?.reject(new Error('the connection was closed')));
  socket.on('data', (chunk: Buffer) => {
    arrived = arrived.length === 0 ? chunk : Buffer.concat([arrived, chunk]);
    try {
      if (readHttpAnswer(arrived) === undefined) return;
      const answer = arrived;
      settle()?.resolve(answer);
    } catch (error) {
      settle()?.reject(error as Error);
    }
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        if (socket.destroyed) settle()?.reject(new Error('the connection was closed'));
        else socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
}
