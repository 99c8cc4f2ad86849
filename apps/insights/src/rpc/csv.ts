import { stringify } from 'csv-stringify/sync';
import type { Metrica } from '../domain/metrica.js';

const COLUMNS: readonly (readonly [string, (metrica: Metrica) => string])[] = [
  ['id_interacao', ({ idInteracao }) => idInteracao],
  ['id_usuario', ({ idUsuario }) => idUsuario],
  ['id_curso', ({ idCurso }) => idCurso],
  ['id_aula', ({ idAula }) => idAula],
  ['ocorrida_em', ({ ocorridaEm }) => ocorridaEm.toISOString()],
  ['latencia_ms', ({ latenciaMs }) => String(latenciaMs)],
  ['offline', ({ offline }) => String(offline)],
  ['encontrou', ({ encontrou }) => String(encontrou)],
  ['tokens_entrada', ({ tokensEntrada }) => String(tokensEntrada)],
  ['tokens_saida', ({ tokensSaida }) => String(tokensSaida)],
  ['modelo', ({ modelo }) => modelo],
  ['nota', ({ nota }) => (nota === undefined ? '' : String(nota))],
];

const ROWS_PER_PIECE = 200;

/**
 * CSV by RFC 4180 with a header, in pieces of a few hundred rows. Cells that a spreadsheet would run as a formula get
 * an apostrophe before them.
 */
export async function* toCsv(metricas: AsyncIterable<Metrica>): AsyncIterable<Buffer> {
  let rows: string[][] = [COLUMNS.map(([name]) => name)];
  for await (const metrica of metricas) {
    rows.push(COLUMNS.map(([, cell]) => cell(metrica)));
    if (rows.length >= ROWS_PER_PIECE) {
      yield pieceOf(rows);
      rows = [];
    }
  }
  if (rows.length > 0) yield pieceOf(rows);
}

const pieceOf = (rows: string[][]): Buffer =>
  Buffer.from(stringify(rows, { record_delimiter: 'windows', escape_formulas: true }));
