import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningIngestion, type StartOptions, startIngestion } from './start-ingestion.js';

/** Folders and services of a test, let go after it. */
export class Cena {
  private readonly pastas: string[] = [];
  private readonly abertas: RunningIngestion[] = [];

  async pasta(): Promise<string> {
    const pasta = await mkdtemp(join(tmpdir(), 'ingestion-'));
    this.pastas.push(pasta);
    return pasta;
  }

  /** Starts a service over a folder, or over a new one. */
  async abrir(options: StartOptions = {}, dataDir?: string): Promise<RunningIngestion> {
    const aberta = await startIngestion(dataDir ?? (await this.pasta()), options);
    this.abertas.push(aberta);
    return aberta;
  }

  /** Stops a service before the end of the test. */
  async fechar(aberta: RunningIngestion): Promise<void> {
    this.abertas.splice(this.abertas.indexOf(aberta), 1);
    await aberta.close();
  }

  async terminar(): Promise<void> {
    for (const aberta of this.abertas.splice(0).reverse()) await aberta.close();
    for (const pasta of this.pastas.splice(0)) await rm(pasta, { recursive: true, force: true });
  }
}
