import type { Item } from '../../src/app/receber.js';
import { Cambio } from '../../src/domain/cambio.js';
import { MOEDAS } from '../../src/domain/evento.js';
import { type Gerado, gerar } from '../../src/gerador/gerar.js';

/** Events of one call. */
const POR_LOTE = 40;
/** Cents of the amount whose conversion fails. */
const VENENO = 66_666;

/** The calls of a seed, always the same: events of every kind, some poison, some invalid, some sent twice. */
export function cargaDe(seed: number, lotes: number): readonly (readonly Item[])[] {
  const itens: Item[] = [];
  for (const um of gerar({ seed, clientes: 60, lojas: 20, fraudes: 0.02, intervaloMs: 20_000 })) {
    itens.push(itemDe(um, itens.length));
    if (itens.length % 97 === 0) itens.push(itens[itens.length - 30] as Item);
    if (itens.length >= lotes * POR_LOTE) break;
  }
  return Array.from({ length: lotes }, (_, i) => itens.slice(i * POR_LOTE, (i + 1) * POR_LOTE));
}

function itemDe({ tipo, dados, eventId }: Gerado, numero: number): Item {
  const comuns = { eventId, emitidoMs: undefined };
  if (tipo !== 'transacao') return { tipo, dados, ...comuns } as Item;
  const valor = numero % 61 === 0 ? VENENO / 100 : numero % 53 === 0 ? -1 : dados.valor;
  const suspeita = numero % 3 === 0 ? dados.valor > 500 : undefined;
  return { tipo, dados: { ...dados, valor, suspeita }, ...comuns };
}

/** Rates that fail for one amount, always: what dies, dies again when it is analysed again. */
export class CambioQueFalha extends Cambio {
  constructor() {
    super(
      MOEDAS.map((moeda) => ({ dia: 0, moeda, taxa: 5 })),
      MOEDAS,
    );
  }

  override paraBase(centavos: number, ...resto: [Parameters<Cambio['paraBase']>[1], number]): number {
    if (centavos === VENENO) throw new Error('sem taxa para este valor');
    return super.paraBase(centavos, ...resto);
  }
}
