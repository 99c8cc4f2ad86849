import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { type Midia, ObjectInfo, UploadMediaRequest } from '@trilha/proto-gen/midia';
import { ErrorInfo } from '@trilha/proto-gen/rpc';
import { RemoteError, statusDetailsOf } from '@trilha/service-kit';
import { MAX_BYTES, type RunningMidia, startMidia } from './start-midia.js';

let midia: RunningMidia;
let folder: string;
let database: RunningMidia['database'];
let client: RunningMidia['client'];
let limpar: RunningMidia['limpar'];
let blobsKept: RunningMidia['blobsKept'];

beforeEach(async () => {
  midia = await startMidia();
  ({ folder, database, client, limpar, blobsKept } = midia);
});

afterEach(() => midia.close());

async function* parts(fields: Partial<UploadMediaRequest>, bytes: Buffer, size = 40_000) {
  yield UploadMediaRequest.fromPartial({ idCurso: 'botanica', nome: 'a.bin', ...fields });
  for (let at = 0; at < bytes.length; at += size) {
    yield UploadMediaRequest.fromPartial({ conteudo: { data: bytes.subarray(at, at + size) } });
  }
}

const upload = (bytes: Buffer, fields: Partial<UploadMediaRequest> = {}): Promise<Midia> =>
  client.uploadMedia(parts(fields, bytes));

async function download(idMidia: string, readOffset = 0n, readLimit = 0n) {
  const pieces: Buffer[] = [];
  let info: ObjectInfo | undefined;
  for await (const { data, extensions } of client.downloadMedia({ idMidia, readOffset, readLimit })) {
    if (extensions[0] !== undefined) info = ObjectInfo.decode(extensions[0].value);
    pieces.push(data);
  }
  return { bytes: Buffer.concat(pieces), info };
}

const refusal = async (call: Promise<unknown>): Promise<RemoteError> => {
  const error = await call.catch((thrown: unknown) => thrown);
  if (!(error instanceof RemoteError)) throw new Error('expected a refusal');
  return error;
};

describe('MidiaService', () => {
  it('gives back an upload byte by byte, with its type and SHA-256', async () => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(250_000)]);
    const midia = await upload(bytes);
    expect(midia).toMatchObject({
      tipoConteudo: 'application/pdf',
      tamanhoBytes: BigInt(bytes.length),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      caminho: `/v1/midias/${midia.id}/conteudo`,
    });
    expect((await download(midia.id)).bytes.equals(bytes)).toBe(true);
    expect(await client.getMediaInfo({ idMidia: midia.id })).toEqual(midia);
  });

  it('gives a part of a file, and tells the size of the whole', async () => {
    const bytes = randomBytes(150_000);
    const { id } = await upload(bytes);
    const middle = await download(id, 70_000n, 10n);
    expect(middle.bytes.equals(bytes.subarray(70_000, 70_010))).toBe(true);
    expect(middle.info).toMatchObject({ tamanhoBytes: 150_000n, inicio: 70_000n, comprimento: 10n });
    expect((await download(id, -5n)).bytes.equals(bytes.subarray(-5))).toBe(true);
  });

  it('describes an empty file too', async () => {
    const { id } = await upload(Buffer.alloc(0));
    expect(await download(id)).toMatchObject({ bytes: Buffer.alloc(0), info: { tamanhoBytes: 0n } });
  });

  it('refuses a part beyond the end and tells where the end is', async () => {
    const { id } = await upload(Buffer.from('abc'));
    const error = await refusal(download(id, 3n));
    expect(error.code).toBe(status.OUT_OF_RANGE);
    const detail = statusDetailsOf(error.metadata)?.details[0]?.value ?? Buffer.alloc(0);
    expect(ErrorInfo.decode(detail).metadata).toEqual({ tamanho_bytes: '3' });
  });

  it('answers the same bytes under the same name with the media that is there', async () => {
    const first = await upload(Buffer.from('abc'));
    expect(await upload(Buffer.from('abc'))).toEqual(first);
    expect((await refusal(upload(Buffer.from('abd')))).code).toBe(status.ALREADY_EXISTS);
    expect(await blobsKept()).toHaveLength(1);
  });

  it('keeps shared bytes until the last media that holds them is deleted', async () => {
    const one = await upload(Buffer.from('abc'));
    const two = await upload(Buffer.from('abc'), { nome: 'b.bin' });
    await client.deleteMedia({ idMidia: one.id });
    expect((await download(two.id)).bytes.toString()).toBe('abc');
    await client.deleteMedia({ idMidia: two.id });
    expect(await blobsKept()).toEqual([]);
    expect((await refusal(client.deleteMedia({ idMidia: two.id }))).code).toBe(status.NOT_FOUND);
  });

  it('refuses a file that is too large, and one with another SHA-256 than said, and keeps nothing', async () => {
    expect((await refusal(upload(randomBytes(MAX_BYTES + 1)))).message).toContain('use até 300.000 bytes');
    expect((await refusal(upload(Buffer.from('abc'), { sha256: '0'.repeat(64) }))).message).toContain(
      'sha256',
    );
    expect(await blobsKept()).toEqual([]);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('names every wrong field of a description at once', async () => {
    const error = await refusal(upload(Buffer.from('a'), { idCurso: 'B', nome: '../a', sha256: 'x' }));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    for (const field of ['id_curso', 'nome', 'sha256']) expect(error.message).toContain(field);
  });

  it('keeps nothing of an upload that is cancelled midway', async () => {
    const stop = new AbortController();
    const endless = (async function* () {
      yield UploadMediaRequest.fromPartial({ idCurso: 'botanica', nome: 'a.bin' });
      for (let i = 0; i < 3; i++)
        yield UploadMediaRequest.fromPartial({ conteudo: { data: randomBytes(1_000) } });
      stop.abort();
      yield UploadMediaRequest.fromPartial({ conteudo: { data: randomBytes(1_000) } });
    })();
    expect((await refusal(client.uploadMedia(endless, { signal: stop.signal }))).code).toBe(status.CANCELLED);
    // The server hears of it a little later, and then takes back what it had received.
    await midia.quiet();
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    expect(await blobsKept()).toEqual([]);
  });

  it('never names bytes that are gone while the same bytes are uploaded and deleted at once', async () => {
    const bytes = Buffer.from('disputado');
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const { id } = await upload(bytes, { nome: `n-${i % 5}.bin` });
        if (i % 2 === 0) await client.deleteMedia({ idMidia: id }).catch(() => undefined);
      }),
    );
    const { midias } = await client.getMedia({
      idCurso: 'botanica',
      idAula: '',
      pageSize: 100,
      pageToken: '',
    });
    for (const { id } of midias) expect((await download(id)).bytes.equals(bytes)).toBe(true);
    expect(await blobsKept()).toHaveLength(midias.length > 0 ? 1 : 0);
  });

  it('says that bytes are lost when the store lost them', async () => {
    const { id } = await upload(Buffer.from('abc'));
    for (const blob of await blobsKept()) await rm(join(folder, blob));
    expect((await refusal(download(id))).code).toBe(status.DATA_LOSS);
  });

  it('removes bytes that no media holds, and only those', async () => {
    const { id } = await upload(Buffer.from('fica'));
    const orphan = await upload(Buffer.from('sai'), { nome: 'b.bin' });
    await database.db.deleteFrom('midias').where('id', '=', orphan.id).execute();
    expect(await limpar()).toBe(1);
    expect((await download(id)).bytes.toString()).toBe('fica');
  });

  it('pages through the media of a course, one lesson if asked', async () => {
    for (const nome of ['c', 'a', 'b'])
      await upload(Buffer.from(nome), { nome, idAula: nome === 'b' ? 'folhas' : '' });
    const list = (pageToken: string, idAula = '') =>
      client.getMedia({ idCurso: 'botanica', idAula, pageSize: 2, pageToken });
    const first = await list('');
    const second = await list(first.nextPageToken);
    expect([...first.midias, ...second.midias].map(({ nome }) => nome)).toEqual(['a', 'b', 'c']);
    expect(second.nextPageToken).toBe('');
    expect((await list('', 'folhas')).midias.map(({ nome }) => nome)).toEqual(['b']);
  });
});
