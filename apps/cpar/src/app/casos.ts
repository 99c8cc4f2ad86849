import { type AvisarOptions, createAvisar } from './avisar.js';
import { createConsultarAgenda } from './consultar-agenda.js';
import { createMarcarAgendamento, type MarcarOptions } from './marcar-agendamento.js';

export type CasosOptions = AvisarOptions & MarcarOptions;

/** Everything a caller can ask of cpar, and what it does by itself. */
export const createCasos = (options: CasosOptions) => ({
  ...createMarcarAgendamento(options),
  ...createConsultarAgenda(options),
  ...createAvisar(options),
  escreverConvite: options.escreverConvite,
});

export type Casos = ReturnType<typeof createCasos>;
