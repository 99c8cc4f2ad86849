import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { MidiaServiceService, UploadMediaRequest } from '@trilha/proto-gen/midia';
import { type Client, createClient, RemoteError } from '@trilha/service-kit';
import { testClientConfig } from '@trilha/service-kit/testing';
import { type RunningMidia, startMidia } from './start-midia.js';

const TIMES = 30;
const PARTS = 8;
const PART_BYTES = 20_000;

let midia: RunningMidia;
let client: Client<typeof MidiaServiceService>;

const connectTo = (port: number, maxRetries: number): Client<typeof MidiaServiceService> =>
  createClient(MidiaServiceService, `127.0.0.1:${port}`, { ...testClientConfig, maxRetries, name: 'midia' });

const head = (nome: string) => UploadMediaRequest.fromPartial({ idCurso: 'botanica', nome });
const part = (data: Buffer) => UploadMediaRequest.fromPartial({ conteudo: { data } });

/** A file in parts; `midway` happens before the part of this number, 0 the first, is asked for. */
async function* file(
  nome: string,
  at: number,
  midway: () => unknown,
  bytes = randomBytes(PARTS * PART_BYTES),
) {
  yield head(nome);
  for (let i = 0; i < PARTS; i++) {
    if (i === at) await midway();
    yield part(bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
  }
}

const outcomeOf = (upload: Promise<unknown>): Promise<unknown> =>
  upload.then(
    () => 'stored',
    (error: unknown) => (error instanceof RemoteError ? status[error.code] : error),
  );

const listed = async (): Promise<string[]> => {
  const page = { idCurso: 'botanica', idAula: '', pageSize: 100, pageToken: '' };
  return (await midia.client.getMedia(page)).midias.map(({ nome }) => nome);
};

/** What is left of uploads once the server is done with all of them. */
async function leftovers() {
  // Asked through the client that made the uploads first: its connection keeps the order.
  await client.getStatus({}).catch(() => {});
  await midia.quiet();
  const halves = await readdir(join(midia.folder, 'tmp'));
  return { listed: await listed(), blobs: await midia.blobsKept(), halves };
}

const NOTHING = { listed: [], blobs: [], halves: [] };

beforeEach(async () => {
  midia = await startMidia();
});

afterEach(async () => {
  client.close();
  await midia.close();
});

describe.each([
  ['that never repeats calls', 0],
  ['that repeats calls', 3],
])('an upload given up by a client %s', (_name, maxRetries) => {
  beforeEach(() => {
    client = connectTo(midia.port, maxRetries);
  });

  /** Uploads again and again, given up at another part each time, before or after the server heard of it. */
  async function repeat(upload: (nome: string, at: number) => Promise<unknown>): Promise<unknown[]> {
    const outcomes: unknown[] = [];
    for (let i = 0; i < TIMES; i++) outcomes.push(await outcomeOf(upload(`${i}.bin`, i % PARTS)));
    return [...new Set(outcomes)];
  }

  it('is never stored when its signal aborts', async () => {
    const outcomes = await repeat((nome, at) => {
      const stop = new AbortController();
      return client.uploadMedia(
        file(nome, at, () => stop.abort()),
        { signal: stop.signal },
      );
    });
    expect([outcomes, await leftovers()]).toEqual([['CANCELLED'], NOTHING]);
  });

  it('is never stored when its signal aborts after the server received what was sent', async () => {
    const outcomes = await repeat((nome, at) => {
      const stop = new AbortController();
      const midway = async (): Promise<void> => {
        // Answered after all that was written before it on the same connection.
        await client.getStatus({});
        stop.abort();
      };
      return client.uploadMedia(file(nome, at, midway), { signal: stop.signal });
    });
    expect([outcomes, await leftovers()]).toEqual([['CANCELLED'], NOTHING]);
  });

  it('is never stored when its deadline passes', async () => {
    const outcomes = await repeat((nome, at) => {
      const forever = async (): Promise<void> => {
        await client.getStatus({});
        await new Promise(() => {});
      };
      return client.uploadMedia(file(nome, at, forever), { timeoutMs: at % 2 === 0 ? 1 + at : 40 });
    });
    expect([outcomes, await leftovers()]).toEqual([['DEADLINE_EXCEEDED'], NOTHING]);
  });

  it('is never stored when its source throws, and fails with what the source threw', async () => {
    const broken = new Error('the disk is gone');
    const outcomes = await repeat((nome, at) =>
      client.uploadMedia(
        file(nome, at, async () => {
          if (at % 2 === 0) await client.getStatus({});
          throw broken;
        }),
      ),
    );
    expect([outcomes, await leftovers()]).toEqual([[broken], NOTHING]);
  });

  it('is never stored when a part of it can not be encoded', async () => {
    const outcomes = await repeat((nome, at) => {
      const source = async function* () {
        for await (const message of file(nome, at, () => client.getStatus({}))) {
          yield message;
          if (message.nome === '') break;
        }
        yield { conteudo: { extensions: [] } } as unknown as UploadMediaRequest;
      };
      return client.uploadMedia(source());
    });
    expect(outcomes).toEqual(Array.from(outcomes, () => expect.any(TypeError)));
    expect(await leftovers()).toEqual(NOTHING);
  });

  it('is never stored when a part of it is larger than a message may be', async () => {
    const outcomes = await repeat((nome, at) => {
      const source = async function* () {
        yield* file(nome, at, () => {});
        await client.getStatus({});
        yield part(Buffer.alloc(5 * 1024 * 1024));
      };
      return client.uploadMedia(source());
    });
    expect([outcomes, await leftovers()]).toEqual([['RESOURCE_EXHAUSTED'], NOTHING]);
  });

  it('is stored whole or not at all when its signal aborts as the last part is sent', async () => {
    const digests: string[] = [];
    for (let i = 0; i < TIMES; i++) {
      const stop = new AbortController();
      const bytes = randomBytes(PARTS * PART_BYTES);
      digests.push(createHash('sha256').update(bytes).digest('hex'));
      const source = async function* () {
        yield* file(`${i}.bin`, -1, () => {}, bytes);
        queueMicrotask(() => stop.abort());
      };
      await outcomeOf(client.uploadMedia(source(), { signal: stop.signal }));
    }
    const { blobs, halves } = await leftovers();
    expect(halves).toEqual([]);
    expect(digests).toEqual(expect.arrayContaining(blobs.map((path) => path.slice(-64))));
  });

  it('is stored whole or not at all when the client is closed midway', async () => {
    const digests: string[] = [];
    for (let i = 0; i < TIMES; i++) {
      const closing = connectTo(midia.port, maxRetries);
      const bytes = randomBytes(PARTS * PART_BYTES);
      digests.push(createHash('sha256').update(bytes).digest('hex'));
      const midway = async (): Promise<void> => {
        if (i % 2 === 0) await closing.getStatus({});
        closing.close();
      };
      await outcomeOf(closing.uploadMedia(file(`${i}.bin`, i % PARTS, midway, bytes)));
    }
    const { blobs, halves } = await leftovers();
    expect(halves).toEqual([]);
    expect(digests).toEqual(expect.arrayContaining(blobs.map((path) => path.slice(-64))));
  });
});

describe('an upload whose connection breaks midway', () => {
  it('is never stored', async () => {
    const sockets = new Set<Socket>();
    const relay = createServer((near) => {
      const far = connect(midia.port, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one.on('error', () => {});
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const { port } = relay.address() as AddressInfo;
    const outcomes = new Set<unknown>();
    for (let i = 0; i < TIMES; i++) {
      client = connectTo(port, 0);
      const midway = async (): Promise<void> => {
        await client.getStatus({});
        for (const socket of sockets) socket.destroy();
        sockets.clear();
      };
      outcomes.add(await outcomeOf(client.uploadMedia(file(`${i}.bin`, i % PARTS, midway))));
      client.close();
    }
    expect(midia.begun()).toBe(TIMES);
    expect([[...outcomes], await leftovers()]).toEqual([['UNAVAILABLE'], NOTHING]);
    await new Promise((resolve) => relay.close(resolve));
  });
});
