import { Sorte } from '../gerador/sorte.js';
import { vazaoPrevista } from './analise/escalabilidade.js';
import type { Medida } from './analise/medida.js';
import { montarSerie } from './analise/montar-serie.js';
import { resumirRodada } from './analise/resumir-rodada.js';
import type { Carga, RodadaMedida, Sumario } from './analise/sumario.js';

/** λ, σ and κ of the throughput in {@link sumarioDeExemplo}; its knee lies at √(0.9 / 0.004) = 15. */
export const LEI_DE_EXEMPLO = { lambda: 1_000, sigma: 0.1, kappa: 0.004 } as const;

/** Events that arrive evenly and go through two nodes, a micro-batch every 50 ms. */
function rodada(porSegundo: number, semente: number): Medida[] {
  const sorte = new Sorte(semente);
  const medidas: Medida[] = [];
  for (let inicioMs = 0; inicioMs < 4_000; inicioMs += 50) {
    const lote = {
      duravelMs: inicioMs + 52,
      finalizadoMs: inicioMs + 90 + sorte.ate(1 + porSegundo / 100),
      etapas: [
        { no: 'normalizar', inicioMs: inicioMs + 55, fimMs: inicioMs + 57 },
        { no: 'enriquecer', inicioMs: inicioMs + 60, fimMs: inicioMs + 61 + sorte.ate(3) },
      ],
    };
    const quantos = Math.round(porSegundo / 20);
    for (let i = 0; i < quantos; i++) {
      const envioMs = inicioMs + (50 * i) / quantos;
      const eventId = `${semente}-${inicioMs}-${i}`;
      const envio = { eventId, tipo: 'transacao', instancia: '1', previstoMs: envioMs, envioMs };
      medidas.push({
        envio: { ...envio, respostaMs: lote.duravelMs + 1, resultado: 'aceito' },
        registro: { eventId, tipo: 'transacao', estado: 'finalizado', recebidoMs: envioMs + 1, lote },
      });
    }
  }
  return medidas;
}

function medir(carga: Carga, repeticao: number, porSegundo: number): RodadaMedida {
  const parte = Math.min(1, porSegundo / 4_000);
  return {
    carga,
    repeticao,
    pipeline: 'inline',
    resumo: resumirRodada(rodada(porSegundo, carga.instancias * 100 + repeticao), 1_000),
    cpu: { servidor: parte, simuladores: parte * 0.7, maquina: parte * 1.8 },
  };
}

/** A summary as an experiment would leave it, of a load whose law is known. */
export function sumarioDeExemplo(mudancas: Partial<Sumario> = {}): Sumario {
  const fechadas = [1, 2, 5, 10, 15, 20].flatMap((instancias) =>
    [1, 2].map((repeticao) =>
      medir({ tipo: 'fechada', instancias }, repeticao, vazaoPrevista(LEI_DE_EXEMPLO, instancias)),
    ),
  );
  const abertas = [1_000, 2_000, 3_500].map((porSegundo) =>
    medir({ tipo: 'aberta', instancias: 2, porSegundo }, 1, porSegundo),
  );
  return {
    inicio: '2026-03-01T12:00:00.000Z',
    duracaoSegundos: 200,
    comando: 'npx nx run ingestion:experiment',
    modo: 'unary',
    semente: 1,
    simultaneas: 32,
    aquecimentoSegundos: 1,
    medicaoSegundos: 3,
    repeticoes: 2,
    servidor: 'iniciado pelo experimento',
    maquina: {
      processador: 'Processador de exemplo',
      nucleos: 2,
      memoriaBytes: 8 * 2 ** 30,
      sistema: 'Linux 6.1',
      node: 'v20.20.2',
      versoes: { '@grpc/grpc-js': '1.14.7' },
      commit: '0123abc',
      cargaAntes: 0.1,
    },
    contagem: {
      enviados: 1_010,
      finalizados: 1_000,
      recusados: 10,
      incertosGuardados: 0,
      incertosPerdidos: 0,
      mortos: 0,
      alheios: 0,
      faltas: [],
      quantasFaltas: 0,
    },
    relogios: [
      { origem: 'todas as instâncias', diferencaMs: 0.1, incertezaMs: 0.4, amostras: 900, corrigido: false },
    ],
    series: [montarSerie('inline', [...fechadas, ...abertas])],
    avisos: [],
    ...mudancas,
  };
}
