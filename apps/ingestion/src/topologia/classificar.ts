import { categoriaDe, regrasDe } from '../domain/classificar.js';
import type { Categoria } from '../domain/evento.js';
import type { Classificada, Enriquecida } from './mensagens.js';

/** Names seen lately: merchants come again and again. */
const MAIS_NOMES = 50_000;

/** Tells the category where the sender did not, and which rules fire. */
export function createClassificar(): (enriquecida: Enriquecida) => Classificada {
  const conhecidas = new Map<string, Categoria>();
  const inferir = (estabelecimento: string): Categoria => {
    const conhecida = conhecidas.get(estabelecimento);
    if (conhecida !== undefined) return conhecida;
    if (conhecidas.size >= MAIS_NOMES) conhecidas.clear();
    const categoria = categoriaDe(estabelecimento);
    conhecidas.set(estabelecimento, categoria);
    return categoria;
  };
  return ({ transacao, situacao }) => {
    const { categoria, estabelecimento } = transacao;
    return {
      categoria: categoria ?? inferir(estabelecimento),
      inferida: categoria === undefined,
      regras: regrasDe(situacao),
    };
  };
}
