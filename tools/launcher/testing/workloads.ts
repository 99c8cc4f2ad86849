import type { ServiceName } from '@trilha/service-kit';
import type { RunningSystem } from './start-system.js';

/** A write of one service that is durable once it was acknowledged, and how to find it again, by the gateway. */
export interface Workload {
  /** Resolves with where to read it, when it was acknowledged. @throws NotAcknowledged */
  write(n: number): Promise<string>;
  /** Whether what was written is there. */
  isThere(path: string): Promise<boolean>;
}

/** The gateway answered with another status than 200, or nobody answered: then the status is 0. */
export class NotAcknowledged extends Error {
  override readonly name = 'NotAcknowledged';

  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`${status}: ${text.slice(0, 300)}`);
  }
}

type Json = Readonly<Record<string, unknown>>;

interface Write {
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  readonly body: Json | string;
  /** Where it can be read, from the answer. */
  readonly read: (answer: Json) => string;
}

const COURSE = 'fundamentos-de-sistemas-distribuidos';

const WRITES: Readonly<Record<ServiceName, (n: number) => Write>> = {
  cursos: (n) => ({
    path: `/v1/cursos/${COURSE}/inscricoes`,
    body: { idUsuario: `aluno-${n}` },
    read: () => `/v1/cursos/${COURSE}/inscricoes/aluno-${n}/historico`,
  }),
  chatbot: (n) => ({
    path: '/v1/duvidas',
    body: {
      aulaContexto: 'O laboratório abre às oito horas.',
      duvida: 'A que horas abre?',
      idUsuario: `aluno-${n}`,
    },
    read: ({ resposta }) => `/v1/duvidas/${(resposta as Json).idInteracao}`,
  }),
  cpar: (n) => ({
    method: 'PUT',
    path: `/v1/professores/professor-${n}/disponibilidade`,
    body: { fuso: 'America/Sao_Paulo', excecoes: [{ data: '2099-12-25', motivo: 'Natal' }] },
    read: () => `/v1/professores/professor-${n}/disponibilidade`,
  }),
  notificacoes: notification,
  insights: (n) => ({
    path: '/v1/metricas',
    body: {
      idInteracao: `interacao-${n}`,
      idUsuario: `aluno-${n}`,
      idCurso: COURSE,
      ocorridaEm: '2026-03-03T01:00:00Z',
      latencia: '0.250s',
      modelo: 'bm25-pt',
    },
    read: () => `/v1/metricas/interacao-${n}`,
  }),
  midia: (n) => ({
    path: `/v1/midias?id_curso=${COURSE}&nome=aula-${n}.txt`,
    body: `conteúdo da aula ${n}`,
    read: ({ id }) => `/v1/midias/${id}/conteudo`,
  }),
  ingestion: (n) => ({
    path: '/v1/ingestao/transacoes',
    body: {
      id: `transacao-${n}`,
      clienteId: `cliente-${n % 10}`,
      data: '2026-03-03',
      valor: 12.34,
      moeda: 'BRL',
      eventId: `evento-${n}`,
    },
    read: ({ eventId }) => `/v1/ingestao/eventos/${eventId}`,
  }),
  // It keeps nothing itself: what was acknowledged through it has to be where it went.
  gateway: notification,
};

function notification(n: number): Write {
  return {
    path: '/v1/notificacoes',
    body: { idUsuario: `aluno-${n}`, titulo: 'Aula nova', mensagem: `Mensagem ${n}` },
    read: ({ id }) => `/v1/notificacoes/${id}`,
  };
}

/** @param token of somebody who is operator and service */
export function workloadOf(name: ServiceName, { gateway }: RunningSystem, token: string): Workload {
  return {
    write: async (n) => {
      const { method = 'POST', path, body, read } = WRITES[name](n);
      const isText = typeof body === 'string';
      const headers = { 'content-type': isText ? 'text/plain' : 'application/json' };
      const answer = await gateway(path, token, {
        method,
        headers,
        body: isText ? body : JSON.stringify(body),
      }).catch((error: Error) => {
        throw new NotAcknowledged(0, String(error.cause ?? error));
      });
      const text = await answer.text().catch(() => '');
      if (!answer.ok) throw new NotAcknowledged(answer.status, text);
      return read(text === '' ? {} : (JSON.parse(text) as Json));
    },
    isThere: async (path) => (await gateway(path, token)).ok,
  };
}
