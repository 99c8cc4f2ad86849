const LARGURA = 30;
/** Without a terminal a line this often, so that a log shows life and stays short. */
const LINHA_CADA_MS = 15_000;
const BARRA_CADA_MS = 100;

/** Progress on standard error: a bar in a terminal, a line now and then elsewhere. */
export class Barra {
  private ultimaMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly texto: string,
    private readonly saida: NodeJS.WriteStream = process.stderr,
  ) {}

  /** @param texto what stands beside the bar now; that of the beginning otherwise */
  mostrar(feitos: number, todos: number, texto = this.texto): void {
    const agoraMs = performance.now();
    if (agoraMs - this.ultimaMs < (this.saida.isTTY ? BARRA_CADA_MS : LINHA_CADA_MS)) return;
    this.ultimaMs = agoraMs;
    const parte = todos === 0 ? 1 : Math.min(1, feitos / todos);
    const cheias = Math.round(LARGURA * parte);
    const barra = `${'█'.repeat(cheias)}${'░'.repeat(LARGURA - cheias)}`;
    if (this.saida.isTTY) this.saida.write(`\r\x1b[K${barra} ${texto}`);
    else this.saida.write(`${Math.round(parte * 100)} % ${texto}\n`);
  }

  fechar(): void {
    if (this.saida.isTTY) this.saida.write('\r\x1b[K');
  }
}
