import type { Nivel } from '../analise/sumario.js';
import { inteiro } from '../textos.js';

/** What tells a load from the others of its kind: its instances, or its rate. */
export const rotuloDe = ({ carga }: Nivel): string =>
  inteiro(carga.tipo === 'aberta' ? carga.porSegundo : carga.instancias);
