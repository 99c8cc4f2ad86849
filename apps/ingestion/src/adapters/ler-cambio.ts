import { readFileSync } from 'node:fs';
import { ConfigError } from '@trilha/service-kit';
import { Cambio, type Taxa } from '../domain/cambio.js';
import { lerDia, numeroDoDia } from '../domain/data.js';
import { MOEDAS } from '../domain/evento.js';

/**
 * Reads a rates file: CSV with the header `dia,moeda,taxa`, a line for each day on which a rate begins to hold.
 *
 * @throws ConfigError that names the file and the line
 */
export function lerCambio(arquivo: string): Cambio {
  let texto: string;
  try {
    texto = readFileSync(arquivo, 'utf8');
  } catch (cause) {
    throw new ConfigError(`INGESTION__RATES_FILE: ${arquivo} cannot be read: ${(cause as Error).message}`);
  }
  const linhas = texto.split(/\r?\n/);
  if (linhas[0] !== 'dia,moeda,taxa') {
    throw new ConfigError(`INGESTION__RATES_FILE: ${arquivo} takes the header dia,moeda,taxa`);
  }
  const taxas: Taxa[] = [];
  for (const [i, linha] of linhas.entries()) {
    if (i === 0 || linha === '') continue;
    const [dia = '', moeda = '', taxa = ''] = linha.split(',');
    const ms = lerDia(dia);
    const conhecida = MOEDAS.find((uma) => uma === moeda);
    if (ms === undefined || conhecida === undefined || !(Number(taxa) > 0)) {
      throw new ConfigError(
        `INGESTION__RATES_FILE: ${arquivo}:${i + 1}: takes AAAA-MM-DD,${MOEDAS.join('|')},rate`,
      );
    }
    taxas.push({ dia: numeroDoDia(ms), moeda: conhecida, taxa: Number(taxa) });
  }
  try {
    return new Cambio(taxas, MOEDAS);
  } catch (cause) {
    throw new ConfigError(`INGESTION__RATES_FILE: ${arquivo}: ${(cause as Error).message}`);
  }
}
