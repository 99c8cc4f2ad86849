import { createHash } from 'node:crypto';
import { type Clock, DomainError } from '@trilha/service-kit/base';
import type { Kysely, Migration, Transaction } from 'kysely';

/** Table of answers already given, for writes that carry an idempotency key (AIP-155). */
export interface RequestLogTable {
  pedidos: {
    escopo: string;
    id_pedido: string;
    /** SHA-256 of the request's body. */
    impressao: string;
    /** The answer, as JSON. */
    resposta: string;
    /** Milliseconds since 1970. */
    criado_em: number;
  };
}

export const requestLogMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('pedidos')
      .addColumn('escopo', 'text', (c) => c.notNull())
      .addColumn('id_pedido', 'text', (c) => c.notNull())
      .addColumn('impressao', 'text', (c) => c.notNull())
      .addColumn('resposta', 'text', (c) => c.notNull())
      .addColumn('criado_em', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('pedidos_pk', ['escopo', 'id_pedido'])
      .execute();
    await db.schema.createIndex('pedidos_por_idade').on('pedidos').column('criado_em').execute();
  },
};

const KEPT_MS = 24 * 60 * 60 * 1000;

export interface OnceOptions<T> {
  /** Name of the operation, so that two methods never share a key. */
  readonly scope: string;
  /** Empty for a request without a key: `make` simply runs. */
  readonly requestId: string;
  /** What the caller asked for; the same key with another body is refused. */
  readonly body: unknown;
  readonly clock: Clock;
  /** Does the work inside the same transaction; its answer must survive JSON. */
  readonly make: () => Promise<T>;
}

/**
 * Does a piece of work once per key: the same key within a day gives the stored answer without a second effect. The
 * answer commits with the work or not at all.
 *
 * @throws DomainError kind `already-exists`, reason `PEDIDO_DIFERENTE`, when the key was used for another body
 */
export async function once<T>(
  transaction: Transaction<RequestLogTable>,
  { scope, requestId, body, clock, make }: OnceOptions<T>,
): Promise<T> {
  if (requestId === '') return make();
  const now = clock.now().getTime();
  const impressao = fingerprintOf(body);
  await transaction
    .deleteFrom('pedidos')
    .where('criado_em', '<=', now - KEPT_MS)
    .execute();
  const seen = await transaction
    .selectFrom('pedidos')
    .select(['impressao', 'resposta'])
    .where('escopo', '=', scope)
    .where('id_pedido', '=', requestId)
    .executeTakeFirst();
  if (seen !== undefined) {
    if (seen.impressao === impressao) return JSON.parse(seen.resposta) as T;
    throw new DomainError(
      'already-exists',
      'PEDIDO_DIFERENTE',
      'Este request_id já foi usado com outro conteúdo',
    );
  }
  const answer = await make();
  await transaction
    .insertInto('pedidos')
    .values({
      escopo: scope,
      id_pedido: requestId,
      impressao,
      resposta: JSON.stringify(answer),
      criado_em: now,
    })
    .execute();
  return answer;
}

/** SHA-256 of a request's body, whatever the order of its fields: equal bodies have equal fingerprints. */
export const fingerprintOf = (body: unknown): string =>
  createHash('sha256').update(stableJson(body)).digest('hex');

/** JSON with keys in order, so that equal bodies give equal text; bigint as text. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
