import { parentPort, workerData } from 'node:worker_threads';
import { FolderStorage, LogFollower, systemClock } from '@trilha/pipeline';
import { lerCambio } from './adapters/ler-cambio.js';
import { AnaliseLocal } from './topologia/analise-local.js';
import type { DadosDoTrabalho, Ida, Volta } from './topologia/protocolo.js';

/** The analysis on a thread of its own: told of what is durable, asked over messages. */
if (parentPort === null) throw new Error('this file is run by a worker thread');
const porta = parentPort;
const dizer = (volta: Volta): void => porta.postMessage(volta);
const { pasta, pastaDoLog, ratesFile, checkpointMs, progresso } = workerData as DadosDoTrabalho;

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

porta.on('message', (ida: Ida) => {
  if (ida.tipo === 'duravel') {
    analise.duravel(ida.primeiro, ida.quantos, ida.ms, ida.avulsos);
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
    void analise.close().then(async () => {
      await log.close();
      dizer({ tipo: 'terminada' });
      porta.close();
    });
  }
});
dizer({ tipo: 'pronta' });
await analise.done;
