import { join } from 'node:path';
import { type Storage, systemClock } from '@trilha/pipeline';
import { EventIngestionServiceService } from '@trilha/proto-gen/ingestion';
import { BadRequest, ErrorInfo, RetryInfo } from '@trilha/proto-gen/rpc';
import {
  type Client,
  createClient,
  createStatusHandler,
  newId,
  RemoteError,
  startService,
  statusDetailsOf,
  workspaceRoot,
} from '@trilha/service-kit';
import {
  everyoneIs,
  FakeClock,
  silentLog,
  testClientConfig,
  testServerConfig,
} from '@trilha/service-kit/testing';
import { type Armazem, abrirArmazem, pastaDaAnalise } from '../src/adapters/abrir-armazem.js';
import { lerCambio } from '../src/adapters/ler-cambio.js';
import { createCasos } from '../src/app/casos.js';
import type { Cambio } from '../src/domain/cambio.js';
import { createIngestionService } from '../src/rpc/ingestion-service.js';
import { AnaliseLocal } from '../src/topologia/analise-local.js';

export type IngestionClient = Client<typeof EventIngestionServiceService>;

export interface StartOptions {
  readonly cambio?: Cambio;
  readonly maxAtraso?: number;
  readonly maxEsperaBytes?: number;
  readonly abrirPasta?: (pasta: string) => Promise<Storage>;
  /** Holds the analysis back before each checkpoint, so that events stay pending. */
  readonly checkpointMs?: number;
}

export interface RunningIngestion {
  readonly client: IngestionClient;
  readonly armazem: Armazem;
  readonly analise: AnaliseLocal;
  readonly clock: FakeClock;
  /** Resolves when everything that the log holds now is analysed and on disk. */
  analisado(): Promise<void>;
  close(): Promise<void>;
}

/** The rates of the service. */
export const cambioDeTeste = (): Cambio =>
  lerCambio(join(workspaceRoot(), 'apps/ingestion/content/cambio.csv'));

/** The files of a data folder. */
export const arquivosDe = (dataDir: string) => ({
  dataDir,
  folder: join(dataDir, 'ingestion'),
  databaseFile: join(dataDir, 'ingestion.sqlite'),
});

/** The real server on a free port over a folder, with the analysis in the same thread. */
export async function startIngestion(dataDir: string, options: StartOptions = {}): Promise<RunningIngestion> {
  const { cambio = cambioDeTeste(), maxAtraso = 1_000_000, checkpointMs = 1, ...resto } = options;
  const clock = new FakeClock();
  const arquivos = arquivosDe(dataDir);
  const armazem = await abrirArmazem({ ...arquivos, ...resto });
  const progresso = new Progresso();
  const analise = await AnaliseLocal.abrir({
    pasta: pastaDaAnalise(arquivos.folder),
    log: armazem.log,
    cambio,
    clock: systemClock,
    checkpointMs,
    finalizado: (offset) => progresso.chegou(offset),
  });
  const diario = await armazem.abrirDiario((...lote) => analise.duravel(...lote));
  const atraso = () => armazem.log.end - progresso.offset;
  const casos = createCasos({ diario, analise, clock, newId, atraso, maxAtraso });
  const storage = { name: 'sqlite', address: 'ingestion.sqlite', required: true, probe: async () => {} };
  const getStatus = createStatusHandler({
    config: { service: 'ingestion', version: '0.0.0' },
    clock,
    storage,
  });
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [createIngestionService({ casos, analise, clock, getStatus })],
  });
  const target = `127.0.0.1:${server.port}`;
  const client = createClient(EventIngestionServiceService, target, {
    ...testClientConfig,
    name: 'ingestion',
  });
  return {
    client,
    armazem,
    analise,
    clock,
    analisado: () => progresso.ate(armazem.log.end, analise.done),
    close: async () => {
      client.close();
      await server.close();
      await analise.close();
      await armazem.close();
    },
  };
}

/** How far the analysis has come. */
export class Progresso {
  offset = 0;
  private esperas: { readonly offset: number; readonly resolver: () => void }[] = [];

  chegou(offset: number): void {
    this.offset = offset;
    for (const espera of this.esperas) if (espera.offset <= offset) espera.resolver();
    this.esperas = this.esperas.filter((espera) => espera.offset > offset);
  }

  /** Resolves when it has come to an offset; rejects when it can't any more. */
  ate(offset: number, fim: Promise<void>): Promise<void> {
    if (this.offset >= offset) return Promise.resolve();
    return new Promise<void>((resolver, recusar) => {
      this.esperas.push({ offset, resolver });
      fim.catch(recusar);
    });
  }
}

/** What a call failed with; the test fails when it did not. */
export async function falhaDe(call: Promise<unknown>): Promise<RemoteError> {
  const error = await call.then(
    (answer) => new Error(`expected a refusal, got ${JSON.stringify(answer, escreverBigint)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof RemoteError) return error;
  throw error;
}

const escreverBigint = (_: string, valor: unknown): unknown =>
  typeof valor === 'bigint' ? String(valor) : valor;

const detalhe = (error: RemoteError, tipo: string): Uint8Array | undefined =>
  statusDetailsOf(error.metadata)?.details.find(({ typeUrl }) => typeUrl.endsWith(tipo))?.value;

/** The stable reason of a refusal. */
export function motivoDe(error: RemoteError): string | undefined {
  const info = detalhe(error, 'ErrorInfo');
  return info === undefined ? undefined : ErrorInfo.decode(info).reason;
}

/** The fields that a refusal names. */
export function camposDe(error: RemoteError): readonly string[] {
  const bad = detalhe(error, 'BadRequest');
  return bad === undefined ? [] : BadRequest.decode(bad).fieldViolations.map(({ field }) => field);
}

/** Whether a refusal says when to try again. */
export function dizQuandoVoltar(error: RemoteError): boolean {
  const retry = detalhe(error, 'RetryInfo');
  return retry !== undefined && RetryInfo.decode(retry).retryDelay !== undefined;
}
