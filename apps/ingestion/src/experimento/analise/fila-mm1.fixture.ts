import { Sorte } from '../../gerador/sorte.js';
import type { Medida } from './medida.js';

/**
 * An M/M/1 queue (A. K. Erlang; first come, first served) as if its events had been sent and finalised: mean stay
 * 1 / (μ − λ), exponentially distributed, and λ / (μ − λ) events present, in theory.
 */
export function filaMM1(lambda: number, mu: number, quantos: number, semente: number): Medida[] {
  const sorte = new Sorte(semente);
  const medidas: Medida[] = [];
  let [chegouMs, livreMs] = [0, 0];
  for (let i = 0; i < quantos; i++) {
    chegouMs += sorte.exponencial(1_000 / lambda);
    const inicioMs = Math.max(chegouMs, livreMs);
    const fimMs = inicioMs + sorte.exponencial(1_000 / mu);
    livreMs = fimMs;
    medidas.push(medidaDe(`e${i}`, chegouMs, inicioMs, fimMs));
  }
  return medidas;
}

export const medidaDe = (eventId: string, chegouMs: number, inicioMs: number, fimMs: number): Medida => ({
  envio: {
    eventId,
    tipo: 'transacao',
    instancia: '1',
    previstoMs: chegouMs,
    envioMs: chegouMs,
    respostaMs: chegouMs,
    resultado: 'aceito',
  },
  registro: {
    eventId,
    tipo: 'transacao',
    estado: 'finalizado',
    recebidoMs: chegouMs,
    lote: { duravelMs: chegouMs, finalizadoMs: fimMs, etapas: [{ no: 'servidor', inicioMs, fimMs }] },
  },
});
