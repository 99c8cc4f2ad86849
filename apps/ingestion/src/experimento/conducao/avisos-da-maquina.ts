import type { Maquina } from '../analise/sumario.js';
import { numero } from '../textos.js';

/** What makes figures of this machine worth less. */
export function avisosDaMaquina({ cargaAntes, nucleos }: Maquina): readonly string[] {
  return cargaAntes !== undefined && cargaAntes > nucleos / 2
    ? [
        `Havia outro trabalho na máquina quando o experimento começou (${numero(cargaAntes)} processos querendo rodar em ${nucleos} núcleos): as vazões são imprecisas e as latências valem pouco.`,
      ]
    : [];
}
