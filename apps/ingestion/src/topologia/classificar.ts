import { regrasDe } from '../domain/classificar.js';
import type { Classificada, Enriquecida } from './mensagens.js';

/** Tells the category where the sender did not, and which rules fire. */
export const classificar = ({ transacao, situacao }: Enriquecida): Classificada => {
  const { categoria, estabelecimento } = transacao;
  return {
    categoria: categoria ?? estabelecimento.categoria,
    inferida: categoria === undefined,
    regras: regrasDe(situacao),
  };
};
