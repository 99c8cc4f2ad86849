import type { Kysely, RawBuilder } from 'kysely';

/** The number that a query gives as `n`; 0 when it gives no row or null. */
export async function readNumber<Tables>(
  db: Kysely<Tables>,
  query: RawBuilder<{ readonly n: number | bigint | string | null }>,
): Promise<number> {
  const { rows } = await query.execute(db);
  return Number(rows[0]?.n ?? 0);
}
