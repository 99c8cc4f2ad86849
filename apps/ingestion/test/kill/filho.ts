import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@trilha/pipeline';
import { newId } from '@trilha/service-kit';
import { abrirArmazem, pastaDaAnalise } from '../../src/adapters/abrir-armazem.js';
import { createAcompanhar } from '../../src/app/acompanhar.js';
import { createReceber } from '../../src/app/receber.js';
import { AnaliseLocal } from '../../src/topologia/analise-local.js';
import { CambioQueFalha, cargaDe } from './carga.js';
import { type Defeito, plantar } from './defeitos.js';
import { pastaComPontos } from './pasta-com-pontos.js';
import { type Ponto, Pontos } from './pontos.js';

/** What a process of the harness is told. */
export interface Tarefa {
  readonly dataDir: string;
  readonly seed: number;
  readonly lotes: number;
  /** The first call that is not known to be acknowledged. */
  readonly desde: number;
  readonly ponto?: Ponto;
  readonly defeito?: Defeito;
}

/** Calls under way at once. */
const AO_MESMO_TEMPO = 4;

/**
 * One life of an ingestion under load, all of it but gRPC: sends the calls of a seed from some call on, says on standard
 * output which were acknowledged, and ends at the boundary it was told, or when everything is analysed.
 */
const { dataDir, seed, lotes, desde, ponto, defeito } = JSON.parse(process.argv[2] as string) as Tarefa;
plantar(defeito);
const pontos = new Pontos(ponto);
const mente = defeito === 'confirma-antes-do-fsync';
const folder = join(dataDir, 'ingestion');
const armazem = await abrirArmazem({
  dataDir,
  folder,
  databaseFile: join(dataDir, 'ingestion.sqlite'),
  abrirPasta: (pasta) => pastaComPontos(pasta, pontos, mente),
  log: { segmentBytes: 16 * 1024 },
  indiceEntradas: 2_048,
});
let finalizado = 0;
let acordar = (): void => {};
const analise = await AnaliseLocal.abrir({
  pasta: await pastaComPontos(pastaDaAnalise(folder), pontos),
  log: armazem.log,
  cambio: new CambioQueFalha(),
  clock: systemClock,
  checkpointMs: 2,
  checkpointEventos: 300,
  loteEventos: 64,
  finalizado: (offset) => {
    finalizado = offset;
    acordar();
  },
});
const diario = await armazem.abrirDiario((...lote) => {
  pontos.passar('diario durável');
  analise.duravel(...lote);
});
const clock = { now: () => new Date(Date.UTC(2030, 0, 1)) };
const atraso = () => armazem.log.end - finalizado;
const { receberVarios } = createReceber({ diario, clock, newId, atraso, maxAtraso: 1_000_000 });
const { apagarCliente, repetir } = createAcompanhar({ diario, analise, clock, newId });

const carga = cargaDe(seed, lotes);
let proximo = desde;
const enviar = async (): Promise<void> => {
  while (proximo < carga.length) {
    const numero = proximo++;
    const { rejeitados } = await receberVarios(carga[numero] as (typeof carga)[number]);
    pontos.passar('confirmação antes');
    // Synchronous: what is written was told, however this process ends.
    writeSync(1, `ok ${numero} ${rejeitados.map(({ indice }) => indice).join(',')}\n`);
    pontos.passar('confirmação depois');
    if (numero % 9 === 4) {
      const [morto] = await analise.mortos(0, 1);
      if (morto !== undefined) await repetir((await diario.ler(morto.offset)).eventId).catch(() => {});
    }
    if (numero % 13 === 7) await apagarCliente(`cliente-${seed * 60 + (numero % 60)}`).catch(() => {});
  }
};
await Promise.all(Array.from({ length: AO_MESMO_TEMPO }, enviar));
while (finalizado < armazem.log.end) {
  await new Promise<void>((resolve, reject) => {
    acordar = resolve;
    analise.done.catch(reject);
    if (finalizado >= armazem.log.end) resolve();
  });
}
await analise.close();
await armazem.close();
writeSync(1, `fim ${JSON.stringify([...pontos.passados])}\n`);
