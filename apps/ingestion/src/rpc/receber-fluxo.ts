import type { IngestStreamResponse } from '@trilha/proto-gen/ingestion';
import { type Clock, invalidFields } from '@trilha/service-kit/base';
import type { Recebidos } from '../app/receber.js';
import { type Entrada, lerFluxo } from './ler-em-bytes.js';
import { rejeitadosDe } from './mensagens.js';

type Receber = (itens: readonly Entrada[]) => Promise<Recebidos>;

/** Events that may be on their way to the disk on one stream. */
export const JANELA = 50_000;
/** Most events of one message. */
export const MAIOR_MENSAGEM = 10_000;

interface EmVoo {
  readonly primeira: number;
  readonly quantos: number;
  readonly feito: Promise<Recebidos>;
}

/**
 * Answers a stream of events: messages are taken while at most a window of events is on its way to the disk, and each
 * answer covers as many of them as are done, in order.
 *
 * @throws DomainError kind `invalid` when a message does not begin where the one before ended
 */
export async function* receberFluxo(
  mensagens: AsyncIterable<Buffer>,
  receber: Receber,
  clock: Clock,
): AsyncIterable<IngestStreamResponse> {
  const emVoo: EmVoo[] = [];
  let voando = 0;
  let numero = 0;
  let fim = false;
  const entrada = mensagens[Symbol.asyncIterator]();
  let proxima: Promise<IteratorResult<Buffer>> | undefined;
  yield { confirmados: 0n, aceitos: 0, repetidos: 0, rejeitados: [], gerados: [], janela: JANELA };
  while (!fim || emVoo.length > 0) {
    if (!fim && proxima === undefined && voando < JANELA) proxima = entrada.next();
    const [primeiro] = emVoo;
    const venceu = await Promise.race([
      ...(proxima === undefined ? [] : [proxima.then(() => 'chegou' as const)]),
      ...(primeiro === undefined ? [] : [primeiro.feito.then(() => 'feito' as const)]),
    ]);
    if (venceu === 'chegou' && proxima !== undefined) {
      const { done, value } = await proxima;
      proxima = undefined;
      if (done === true) {
        fim = true;
        continue;
      }
      const { primeira, itens, quantos } = lerFluxo(value, clock.now().getTime());
      conferirMensagem(primeira, quantos, numero);
      const feito = receber(itens);
      // Seen when its turn comes; until then it must not count as unhandled.
      feito.catch(() => {});
      emVoo.push({ primeira: numero, quantos, feito });
      voando += quantos;
      numero += quantos;
    } else if (primeiro !== undefined) {
      emVoo.shift();
      voando -= primeiro.quantos;
      yield respostaDe(primeiro, await primeiro.feito);
    }
  }
}

function conferirMensagem(primeira: bigint, quantos: number, numero: number): void {
  if (primeira !== BigInt(numero)) {
    throw invalidFields([{ field: 'primeira', description: `${numero}, o número do próximo evento` }]);
  }
  if (quantos > MAIOR_MENSAGEM) {
    throw invalidFields([{ field: 'eventos', description: `até ${MAIOR_MENSAGEM} por mensagem` }]);
  }
}

function respostaDe({ primeira, quantos }: EmVoo, recebidos: Recebidos): IngestStreamResponse {
  const noFluxo = <T extends { readonly indice: number }>(um: T): T => ({
    ...um,
    indice: um.indice + primeira,
  });
  return {
    confirmados: BigInt(primeira + quantos),
    aceitos: recebidos.aceitos,
    repetidos: recebidos.repetidos,
    rejeitados: rejeitadosDe(recebidos.rejeitados).map(noFluxo),
    gerados: recebidos.gerados.map(noFluxo),
    janela: JANELA,
  };
}
