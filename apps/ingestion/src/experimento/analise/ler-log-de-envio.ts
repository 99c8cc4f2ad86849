import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Envio } from './medida.js';

export const CABECALHO_DO_LOG =
  'event_id,tipo,instancia,timestamp_previsto,timestamp_envio,timestamp_resposta,resultado';

/** A send log that is not one; the message names the file and the line. */
export class LogInvalido extends Error {
  override readonly name = 'LogInvalido';
}

/**
 * Reads the send log of a simulator: CSV without quotes, times in microseconds since 1970.
 *
 * @throws LogInvalido
 */
export async function lerLogDeEnvio(arquivo: string): Promise<readonly Envio[]> {
  const envios: Envio[] = [];
  let linha = 0;
  for await (const texto of createInterface({ input: createReadStream(arquivo), crlfDelay: Infinity })) {
    linha += 1;
    if (linha === 1) {
      if (texto !== CABECALHO_DO_LOG) {
        throw new LogInvalido(`${arquivo}: a primeira linha não é ${CABECALHO_DO_LOG}`);
      }
    } else if (texto !== '') {
      const envio = lerEnvio(texto);
      if (envio === undefined) throw new LogInvalido(`${arquivo}, linha ${linha}: ${texto}`);
      envios.push(envio);
    }
  }
  if (linha === 0) throw new LogInvalido(`${arquivo}: vazio`);
  return envios;
}

/** @returns undefined when the line is none */
export function lerEnvio(linha: string): Envio | undefined {
  const campos = linha.split(',');
  const [eventId = '', tipo = '', instancia = '', previsto = '', envio = '', resposta = '', resultado = ''] =
    campos;
  const envioMs = milissegundos(envio);
  if (campos.length !== 7 || eventId === '' || envioMs === undefined) return undefined;
  return {
    eventId,
    tipo,
    instancia,
    previstoMs: milissegundos(previsto) ?? envioMs,
    envioMs,
    respostaMs: milissegundos(resposta),
    resultado,
  };
}

const milissegundos = (micros: string): number | undefined =>
  /^\d{1,17}$/.test(micros) && Number(micros) > 0 ? Number(micros) / 1_000 : undefined;
