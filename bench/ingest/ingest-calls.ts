import {
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import {
  EventIngestionServiceService as Contract,
  IngestBatchResponse,
  IngestStreamResponse,
  type RejectedItem,
} from '@trilha/proto-gen/ingestion';
import type { PlannedMessage, Way } from './plan-messages.js';
import { emptyTally, type Tally } from './tally.js';

const CALL_TIMEOUT_MS = 60_000;
const same = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const BATCHES: Readonly<Record<Exclude<Way, 'stream'>, string>> = {
  clients: Contract.ingestClients.path,
  scores: Contract.ingestScores.path,
  transactions: Contract.ingestTransactions.path,
};

export interface Target {
  readonly port: number;
  readonly token: string;
}

/** What a simulator asks of the server, in bytes: bare grpc-js, because what is measured is the server. */
export interface IngestCalls {
  unary(path: string, body: Uint8Array): Promise<Buffer>;
  /** Sends a planned message its way; messages of the stream share one. */
  deliver(message: PlannedMessage): Promise<Tally>;
  /** Sends events, encoded as those of a stream message, over the stream. */
  stream(events: Uint8Array, count: number): Promise<Tally>;
  close(): Promise<void>;
}

export function createIngestCalls({ port, token }: Target): IngestCalls {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const carried = new Metadata();
  carried.set('authorization', `Bearer ${token}`);
  let stream: EventStream | undefined;
  const unary = (path: string, body: Uint8Array): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const deadline = Date.now() + CALL_TIMEOUT_MS;
      client.makeUnaryRequest(path, same, same, body, carried.clone(), { deadline }, (error, answer) => {
        if (error !== null || answer === undefined) reject(error ?? new Error(`${path}: no answer`));
        else resolve(answer);
      });
    });
  const send = (events: Uint8Array, count: number): Promise<Tally> => {
    if (stream === undefined || stream.ended) stream = new EventStream(client, carried.clone());
    return stream.send(events, count);
  };
  return {
    unary,
    stream: send,
    deliver: async ({ way, body, planted }) =>
      way === 'stream'
        ? send(body, planted.items)
        : tallyOf(IngestBatchResponse.decode(await unary(BATCHES[way], body)), planted.items),
    close: async () => {
      await stream?.close();
      client.close();
    },
  };
}

/** Whether the server was too busy and said when to come again. */
export const isOverload = (error: unknown): boolean =>
  (error as Partial<ServiceError>).code === status.RESOURCE_EXHAUSTED;

interface Waiting {
  readonly end: bigint;
  readonly count: number;
  readonly resolve: (tally: Tally) => void;
  readonly reject: (error: Error) => void;
}

/** One call of IngestStream: numbers what it sends and gives each message its answer. When it fails, all that wait do. */
class EventStream {
  ended = false;
  private readonly call: ClientDuplexStream<Buffer, IngestStreamResponse>;
  private readonly waiting: Waiting[] = [];
  private readonly gone: Promise<void>;
  private next = 0n;

  constructor(client: Client, metadata: Metadata) {
    this.call = client.makeBidiStreamRequest(
      Contract.ingestStream.path,
      same,
      (bytes: Buffer) => IngestStreamResponse.decode(bytes),
      metadata,
    );
    this.call.on('data', (answer: IngestStreamResponse) => this.take(answer));
    this.gone = new Promise((resolve) => {
      const end = (error: Error): void => {
        this.ended = true;
        for (const { reject } of this.waiting.splice(0)) reject(error);
        resolve();
      };
      this.call.on('error', end);
      this.call.on('end', () => end(new Error('the server ended the stream')));
    });
  }

  send(events: Uint8Array, count: number): Promise<Tally> {
    return new Promise((resolve, reject) => {
      const number = varintField(this.next);
      this.next += BigInt(count);
      this.waiting.push({ end: this.next, count, resolve, reject });
      this.call.write(Buffer.concat([number, events]));
    });
  }

  async close(): Promise<void> {
    if (!this.ended) this.call.end();
    await this.gone;
  }

  private take(answer: IngestStreamResponse): void {
    // An answer may cover several messages: the first is told all of it.
    let tally = (count: number): Tally => tallyOf(answer, count);
    for (
      let [first] = this.waiting;
      first !== undefined && first.end <= answer.confirmados;
      [first] = this.waiting
    ) {
      this.waiting.shift();
      first.resolve(tally(first.count));
      tally = (count) => ({ ...emptyTally(), items: count });
    }
  }
}

/** Field 1 as a varint; nothing for zero, as proto3 writes it. */
export function varintField(value: bigint): Buffer {
  if (value === 0n) return Buffer.alloc(0);
  const bytes = [0x08];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) {
      bytes.push(Number(rest));
      return Buffer.from(bytes);
    }
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

function tallyOf(
  { aceitos, repetidos, rejeitados }: { aceitos: number; repetidos: number; rejeitados: RejectedItem[] },
  items: number,
): Tally {
  const refusals: Record<string, number> = {};
  for (const { campo, motivo } of rejeitados) {
    const refusal = `${campo} ${motivo}`;
    refusals[refusal] = (refusals[refusal] ?? 0) + 1;
  }
  return { items, accepted: aceitos, repeated: repetidos, refusals };
}
