import type { Clock, NewId } from '@trilha/service-kit/base';
import { createAcompanhar } from './acompanhar.js';
import { createCartasMortas } from './cartas-mortas.js';
import { createEnviarNotificacao } from './enviar-notificacao.js';
import { createLerNotificacoes } from './ler-notificacoes.js';
import type { CanalDeSaida, Entregas, Notificacoes, Sinal } from './ports.js';

export interface CasosOptions {
  readonly notificacoes: Notificacoes;
  readonly entregas: Entregas;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly canais: readonly CanalDeSaida[];
  readonly novidades: Sinal;
}

/** Everything a caller can ask of notificacoes. */
export function createCasos(options: CasosOptions) {
  const configurados = options.canais.map(({ canal }) => canal);
  return {
    ...createEnviarNotificacao({ ...options, configurados }),
    ...createLerNotificacoes(options),
    ...createCartasMortas(options),
    acompanhar: createAcompanhar(options),
  };
}

export type Casos = ReturnType<typeof createCasos>;
