import type { Sumario } from '../analise/sumario.js';

/** What an experiment found, before the circumstances are added to it. */
export type Achado = Pick<Sumario, 'series' | 'contagem' | 'relogios' | 'avisos' | 'servidor'>;
