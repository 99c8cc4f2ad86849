import type { Stateful } from '@trilha/pipeline';
import {
  Accuracy,
  Adwin,
  AveragePrecision,
  ConfusionMatrix,
  F1,
  LogLoss,
  Precision,
  Recall,
  RocAuc,
  RocAucThresholds,
  WithBaseline,
} from '@trilha/pipeline/online';
import type { Aprendido } from './aprender.js';
import { juntar, separar } from './juntar.js';

/** The ranking measures look at so many of the latest labels. */
const JANELA = 2_000;

/**
 * Prequential evaluation: every label is held against what was said before it was learned, each measure beside that of
 * saying what came last; a drift detector watches the error.
 */
export class Avaliar implements Stateful {
  private readonly medidas = [
    new WithBaseline(() => new Accuracy()),
    new WithBaseline(() => new Precision()),
    new WithBaseline(() => new Recall()),
    new WithBaseline(() => new F1()),
    new WithBaseline(() => new AveragePrecision({ window: JANELA })),
    new WithBaseline(() => new LogLoss()),
    new WithBaseline(() => new RocAuc({ window: JANELA })),
    new WithBaseline(() => new RocAucThresholds()),
  ] as const;
  private readonly confusao = new ConfusionMatrix(2);
  private readonly desvio = new Adwin();
  private readonly probabilidades = new Float64Array(2);

  handle({ probabilidade, suspeita, novo }: Aprendido): void {
    if (!novo) return;
    const y = Number(suspeita);
    this.probabilidades[0] = 1 - probabilidade;
    this.probabilidades[1] = probabilidade;
    for (const medida of this.medidas) medida.update(y, this.probabilidades);
    this.confusao.update(y, this.probabilidades);
    this.desvio.update(Math.abs(y - probabilidade));
  }

  resumo() {
    const numero = (valor: number): number | undefined => (Number.isFinite(valor) ? valor : undefined);
    return {
      medidas: this.medidas.map(({ name, model, baseline }) => ({
        nome: name,
        valor: numero(model.value),
        base: numero(baseline.value),
      })),
      confusao: [
        this.confusao.count(1, 1),
        this.confusao.count(0, 1),
        this.confusao.count(0, 0),
        this.confusao.count(1, 0),
      ] as const,
      desvios: this.desvio.drifts,
    };
  }

  save(): Uint8Array {
    return juntar(this.partes.map((parte) => parte.save()));
  }

  load(bytes: Uint8Array): void {
    const partes = separar(bytes, this.partes.length);
    for (const [i, parte] of this.partes.entries()) parte.load(partes[i] as Uint8Array);
  }

  private get partes(): readonly Stateful[] {
    return [...this.medidas, this.confusao, this.desvio];
  }
}
