import { backoffMs, type Clock } from '@trilha/service-kit/base';
import { emParalelo } from './em-paralelo.js';
import type { AvisoPendente, Avisos, Notificacoes } from './ports.js';

const LOTE = 64;
const AO_MESMO_TEMPO = 8;
/** After this long a notice tells no news any more. */
const VALIDADE_MS = 3 * 24 * 60 * 60 * 1000;

interface Ports {
  readonly avisos: Avisos;
  readonly notificacoes: Notificacoes;
  readonly clock: Clock;
  /** From 0, inclusive, to 1, exclusive. */
  readonly random: () => number;
}

/** What became of a batch. */
export interface Entregas {
  readonly tentadas: number;
  readonly entregues: number;
  /** Given up for good. */
  readonly desistidas: number;
}

/**
 * Hands the notices that are due to notificacoes. The id of the notice is the key, so one that was delivered without our
 * hearing of it is not told twice. A refusal ends a notice; silence puts it off, for longer each time with jitter, until
 * it is three days old.
 */
export const createEntregarAvisos =
  ({ avisos, notificacoes, clock, random }: Ports) =>
  async (signal: AbortSignal): Promise<Entregas> => {
    const pendentes = await avisos.pendentes(clock.now(), LOTE);
    const fins = await emParalelo(pendentes, AO_MESMO_TEMPO, (pendente) => entregar(pendente));
    const contar = (fim: string): number => fins.filter((um) => um === fim).length;
    return { tentadas: fins.length, entregues: contar('entregue'), desistidas: contar('desistida') };

    async function entregar(pendente: AvisoPendente): Promise<'entregue' | 'adiada' | 'desistida'> {
      signal.throwIfAborted();
      try {
        await notificacoes.enviar(pendente.aviso, signal);
      } catch (error) {
        signal.throwIfAborted();
        return falhou(pendente, error);
      }
      await avisos.entregue(pendente.aviso.id);
      return 'entregue';
    }

    async function falhou({ aviso, criadoEm, tentativas }: AvisoPendente, error: unknown) {
      const motivo = error instanceof Error ? error.message : String(error);
      const agora = clock.now().getTime();
      if (notificacoes.recusou(error) || agora - criadoEm.getTime() > VALIDADE_MS) {
        await avisos.desistir(aviso.id, motivo);
        return 'desistida';
      }
      await avisos.adiar(aviso.id, new Date(agora + backoffMs(tentativas + 1, random())), motivo);
      return 'adiada';
    }
  };
