import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface FilhoOptions {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What a child printed is kept to be shown when it fails: the last so many characters. */
const ULTIMOS_CARACTERES = 4_000;

/** A child process of which all output is held. */
export class Filho {
  private saidaTexto = '';
  private errosTexto = '';
  readonly fim: Promise<void>;

  constructor(readonly processo: ChildProcess) {
    processo.stdout?.setEncoding('utf8').on('data', (texto: string) => {
      this.saidaTexto = (this.saidaTexto + texto).slice(-64 * ULTIMOS_CARACTERES);
    });
    processo.stderr?.setEncoding('utf8').on('data', (texto: string) => {
      this.errosTexto = (this.errosTexto + texto).slice(-ULTIMOS_CARACTERES);
    });
    this.fim = once(processo, 'close').then(() => {});
  }

  get acabou(): boolean {
    return this.processo.exitCode !== null || this.processo.signalCode !== null;
  }

  get codigo(): number | NodeJS.Signals | null {
    return this.processo.exitCode ?? this.processo.signalCode;
  }

  get saida(): string {
    return this.saidaTexto;
  }

  get erros(): string {
    return this.errosTexto;
  }

  /** Sends a signal and waits for the end; after so long SIGKILL follows. */
  async encerrar(sinal: NodeJS.Signals, prazoMs: number): Promise<void> {
    if (!this.acabou) this.processo.kill(sinal);
    const timer = setTimeout(() => this.processo.kill('SIGKILL'), prazoMs);
    await this.fim;
    clearTimeout(timer);
  }
}

/** The processes that an experiment started, so that none outlives it. */
export class Filhos {
  private readonly vivos = new Set<Filho>();

  iniciar({ args, env }: FilhoOptions): Filho {
    const processo = spawn(process.execPath, ['--enable-source-maps', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const filho = new Filho(processo);
    this.vivos.add(filho);
    void filho.fim.then(
      () => this.vivos.delete(filho),
      () => this.vivos.delete(filho),
    );
    return filho;
  }

  /** SIGKILL to all that are left. */
  async matar(): Promise<void> {
    await Promise.all([...this.vivos].map((filho) => filho.encerrar('SIGKILL', 1_000)));
  }
}
