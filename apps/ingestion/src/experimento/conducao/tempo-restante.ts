/**
 * How long the rest of a plan takes: what was expected of it, corrected by how long the steps before took.
 *
 * @param agoraMs milliseconds that only grow
 */
export class TempoRestante {
  private readonly inicioMs: number;
  private esperadoSegundos = 0;

  constructor(private readonly agoraMs: () => number) {
    this.inicioMs = agoraMs();
  }

  /** A step that was to take so long is done. */
  feito(segundos: number): void {
    this.esperadoSegundos += segundos;
  }

  /** @param restanteSegundos what is expected of the steps to come */
  segundos(restanteSegundos: number): number {
    const passados = (this.agoraMs() - this.inicioMs) / 1_000;
    // Few steps do not tell how fast the machine is.
    const passo = this.esperadoSegundos < 5 ? 1 : passados / this.esperadoSegundos;
    return restanteSegundos * passo;
  }
}
