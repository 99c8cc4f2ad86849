import type { IngestionResponse } from '@trilha/proto-gen/ingestion';
import type { Canal, IngestionClient } from './canal.js';
import type { Enviavel } from './carga.js';

/** What the service says of an event that it had before. */
const CONHECIDO = 'evento já recebido';

/** One call an event. */
export const canalUnario = (client: IngestionClient): Canal => ({
  rotaDe: () => ({ rota: 'um', maximo: 1 }),
  enviar: async (_rota, [item], signal) => {
    if (item === undefined) return { resultados: [], conhecidos: 0 };
    const { message } = await enviarUm(client, item, signal);
    return { resultados: ['aceito'], conhecidos: message === CONHECIDO ? 1 : 0 };
  },
  fechar: async () => {},
});

/** Sends one event by the method of its kind. */
export function enviarUm(
  client: IngestionClient,
  { evento: { dados } }: Enviavel,
  signal: AbortSignal,
): Promise<IngestionResponse> {
  switch (dados?.$case) {
    case 'cliente':
      return client.ingestClient(dados.value, { signal });
    case 'transacao':
      return client.ingestTransaction(dados.value, { signal });
    case 'score':
      return client.ingestScore(dados.value, { signal });
    case 'rotulo':
      return client.labelTransaction(dados.value, { signal });
    default:
      throw new TypeError('an event without data');
  }
}
