import { ObjectInfo } from '@trilha/proto-gen/midia';
import type { FastifyReply } from 'fastify';
import type { RawBody } from './http-body.js';
import type { Validators } from './preconditions.js';

const OBJECT_INFO = '/trilha.midia.v1.ObjectInfo';

/** What raw bytes say of the object that they are of; undefined when they say nothing. */
export function objectInfoOf({ extensions }: Pick<RawBody, 'extensions'>): ObjectInfo | undefined {
  const found = extensions.find(({ typeUrl }) => typeUrl.endsWith(OBJECT_INFO));
  return found === undefined ? undefined : ObjectInfo.decode(found.value);
}

export const validatorsOf = (info: ObjectInfo | undefined): Validators => ({
  etag: info === undefined || info.etag === '' ? undefined : `"${info.etag}"`,
  lastModified: info?.atualizadoEm,
});

/** Sets the headers by which a caller can keep the object, and ask for it only when it changed. */
export function sendValidators(reply: FastifyReply, info: ObjectInfo): void {
  const { etag, lastModified } = validatorsOf(info);
  void reply.header('cache-control', 'no-cache');
  if (etag !== undefined) void reply.header('etag', etag);
  if (lastModified !== undefined) void reply.header('last-modified', lastModified.toUTCString());
}

/** Names the file, where it has a name: RFC 6266, with the name in UTF-8 as RFC 8187 writes it. */
export function sendFileName(reply: FastifyReply, { nome }: ObjectInfo): void {
  if (nome === '') return;
  const encoded = encodeURIComponent(nome).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  void reply.header('content-disposition', `inline; filename*=UTF-8''${encoded}`);
}
