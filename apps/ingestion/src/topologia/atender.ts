import { FolderStorage, LogFollower, systemClock } from '@trilha/pipeline';
import type { Cambio } from '../domain/cambio.js';
import { AnaliseLocal } from './analise-local.js';
import type { DadosDoTrabalho, Ida, Volta } from './protocolo.js';

/** The side of a channel on which the analysis is. */
export interface Atendimento {
  readonly dizer: (volta: Volta) => void;
  readonly lerCambio: (ratesFile: string) => Cambio;
  /** Lets go of the channel, so that nothing holds this thread or process any more. */
  readonly soltar: () => void;
}

/** Serves an analysis over messages: what is told of it is heard in order, from the first one on, which opens it. */
export function atender({ dizer, lerCambio, soltar }: Atendimento): (ida: Ida) => void {
  let aberta: Promise<Servida> | undefined;
  const servir = async (ida: Ida): Promise<void> => {
    if (ida.tipo === 'abrir') {
      aberta = abrir(ida.dados, dizer, lerCambio);
      await aberta;
      dizer({ tipo: 'pronta' });
      return;
    }
    if (aberta === undefined) throw new Error(`${ida.tipo} before the analysis was opened`);
    const { analise, log } = await aberta;
    if (ida.tipo === 'duravel') {
      for (const { primeiro, quantos, ms, avulsos } of ida.marcas)
        analise.duravel(primeiro, quantos, ms, avulsos);
      log.follow(ida.progresso);
    } else if (ida.tipo === 'pergunta') {
      const { id, qual, com } = ida;
      const responder = analise[qual].bind(analise) as (...com: readonly unknown[]) => Promise<unknown>;
      responder(...com).then(
        (valor) => dizer({ tipo: 'resposta', id, valor }),
        (erro: unknown) =>
          dizer({ tipo: 'falha', id, mensagem: erro instanceof Error ? erro.message : String(erro) }),
      );
    } else {
      await analise.close();
      await log.close();
      dizer({ tipo: 'terminada' });
      soltar();
    }
  };
  return (ida) => void servir(ida);
}

interface Servida {
  readonly analise: AnaliseLocal;
  readonly log: LogFollower;
}

async function abrir(
  { pasta, pastaDoLog, ratesFile, checkpointMs, progresso }: DadosDoTrabalho,
  dizer: Atendimento['dizer'],
  lerCambio: Atendimento['lerCambio'],
): Promise<Servida> {
  const log = new LogFollower(await FolderStorage.open(pastaDoLog));
  log.follow(progresso);
  const analise = await AnaliseLocal.abrir({
    pasta,
    log,
    cambio: lerCambio(ratesFile),
    clock: systemClock,
    checkpointMs,
    finalizado: (offset) => dizer({ tipo: 'finalizado', offset }),
  });
  // A failure of it is one of this whole thread or process: its state is gone, and only a new one can go on.
  void analise.done.catch((causa: unknown) => {
    process.nextTick(() => {
      throw causa;
    });
  });
  return { analise, log };
}
