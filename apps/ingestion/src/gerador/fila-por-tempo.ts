interface Marcado<T> {
  readonly tempoMs: number;
  readonly ordem: number;
  readonly valor: T;
}

/** What is to happen later, earliest first; what was put in first comes first at the same time. A binary heap. */
export class FilaPorTempo<T> {
  private readonly monte: Marcado<T>[] = [];
  private ordem = 0;

  por(tempoMs: number, valor: T): void {
    const { monte } = this;
    const novo = { tempoMs, ordem: this.ordem++, valor };
    let i = monte.length;
    monte.push(novo);
    while (i > 0) {
      const pai = (i - 1) >> 1;
      if (antes(monte[pai] as Marcado<T>, novo)) break;
      monte[i] = monte[pai] as Marcado<T>;
      i = pai;
    }
    monte[i] = novo;
  }

  /** Takes out the earliest, when it is not later than a time. */
  antesDe(tempoMs: number): Marcado<T> | undefined {
    const { monte } = this;
    const [primeiro] = monte;
    if (primeiro === undefined || primeiro.tempoMs > tempoMs) return undefined;
    const ultimo = monte.pop() as Marcado<T>;
    if (monte.length > 0) this.descer(ultimo);
    return primeiro;
  }

  private descer(um: Marcado<T>): void {
    const { monte } = this;
    let i = 0;
    for (;;) {
      let filho = 2 * i + 1;
      if (filho >= monte.length) break;
      if (filho + 1 < monte.length && antes(monte[filho + 1] as Marcado<T>, monte[filho] as Marcado<T>))
        filho += 1;
      if (antes(um, monte[filho] as Marcado<T>)) break;
      monte[i] = monte[filho] as Marcado<T>;
      i = filho;
    }
    monte[i] = um;
  }
}

const antes = <T>(a: Marcado<T>, b: Marcado<T>): boolean =>
  a.tempoMs < b.tempoMs || (a.tempoMs === b.tempoMs && a.ordem < b.ordem);
