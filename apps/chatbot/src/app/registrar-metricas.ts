import { interacaoNaoEncontrada } from '../domain/errors.js';
import { metricaDe } from '../domain/interacao.js';
import type { FilaDeMetricas, Insights, Interacoes } from './ports.js';

/**
 * Reports one interaction to insights now, without waiting for its turn in the queue.
 *
 * @returns whether insights did not have it yet
 * @throws DomainError INTERACAO_NAO_ENCONTRADA
 * @throws whatever the call to insights throws
 */
export const createRegistrarMetricas =
  ({
    interacoes,
    fila,
    insights,
  }: {
    readonly interacoes: Interacoes;
    readonly fila: FilaDeMetricas;
    readonly insights: Insights;
  }) =>
  async (idInteracao: string, signal: AbortSignal): Promise<boolean> => {
    // Read in this order: what is reported is then at least as new as what is taken off the queue.
    const pendente = await fila.buscar(idInteracao);
    const interacao = await interacoes.buscar(idInteracao);
    if (interacao === undefined) throw interacaoNaoEncontrada(idInteracao);
    const nova = await insights.registrar(metricaDe(interacao), signal);
    if (pendente !== undefined) await fila.concluir(pendente);
    return nova;
  };
