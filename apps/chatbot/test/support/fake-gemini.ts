import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chunk } from '../../src/adapters/gemini-chunk.js';

export interface GeminiRequest {
  /** With the query, such as `/v1beta/models/m:streamGenerateContent?alt=sse`. */
  readonly path: string;
  readonly apiKey: string;
  readonly system: string;
  readonly user: string;
  /** Resolves when the client has closed the connection. */
  readonly closed: Promise<void>;
}

/** Answers one request. */
export type Step = (response: ServerResponse) => void;

/** A server that speaks the protocol of the Gemini API: answers each request with the next step. */
export class FakeGemini {
  readonly requests: GeminiRequest[] = [];
  private steps: Step[] = [];
  private waiting: (() => void)[] = [];

  private constructor(private readonly server: ReturnType<typeof createServer>) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(): Promise<FakeGemini> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeGemini(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answers(...steps: Step[]): void {
    this.steps = steps;
  }

  /** Resolves when a request has come in. */
  async asked(): Promise<void> {
    if (this.requests.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (request.method === 'HEAD') {
      response.writeHead(404).end();
      return;
    }
    const body = JSON.parse(Buffer.concat(parts).toString('utf8'));
    this.requests.push({
      path: request.url ?? '',
      apiKey: String(request.headers['x-goog-api-key']),
      system: body.systemInstruction.parts[0].text,
      user: body.contents[0].parts[0].text,
      closed: new Promise((resolve) => response.once('close', resolve)),
    });
    for (const resolve of this.waiting.splice(0)) resolve();
    const step = this.steps.shift();
    if (step === undefined) response.writeHead(500).end('{}');
    else step(response);
  }
}

const USAGE = { promptTokenCount: 120, candidatesTokenCount: 30, totalTokenCount: 160 };

const candidate = (text: string, finishReason?: string): Chunk => ({
  candidates: [{ content: { parts: [{ text }] }, ...(finishReason && { finishReason }) }],
  usageMetadata: USAGE,
});

const json =
  (status: number, body: unknown): Step =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const event = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\r\n\r\n`;

/** What the real API answers, in the order of its life: well, not now, not at all. */
export const gemini = {
  /** A JSON answer as the model was asked for. */
  says: (answer: unknown, finishReason = 'STOP'): Step =>
    json(200, candidate(typeof answer === 'string' ? answer : JSON.stringify(answer), finishReason)),
  json,
  fails: (status: number, details?: readonly unknown[]): Step =>
    json(status, { error: { code: status, message: 'no', status: 'X', details } }),
  blocksPrompt: json(200, { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: USAGE }),
  /** Closes the connection without an answer. */
  hangsUp: ((response) => response.destroy()) as Step,
  /** Takes the request and never answers. */
  staysSilent: (() => {}) as Step,
  streams:
    (texts: readonly string[], finishReason = 'STOP'): Step =>
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const [i, text] of texts.entries()) {
        response.write(event(candidate(text, i === texts.length - 1 ? finishReason : undefined)));
      }
      response.end();
    },
  /** Sends the texts and leaves the stream open; `then` gets hold of the connection. */
  beginsStream:
    (texts: readonly string[], then: (response: ServerResponse) => void): Step =>
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const text of texts) response.write(event(candidate(text)));
      then(response);
    },
  failsInStream:
    (texts: readonly string[], code: number): Step =>
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const text of texts) response.write(event(candidate(text)));
      response.end(event({ error: { code, message: 'no' } }));
    },
};
