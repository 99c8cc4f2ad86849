import { buildPipeline, handler, kind, type Pipeline, sink, source } from '@trilha/pipeline';
import type { Cambio } from '../domain/cambio.js';
import type { Agregar } from './agregar.js';
import { Aprender, type Aprendido } from './aprender.js';
import type { Avaliar } from './avaliar.js';
import { classificar } from './classificar.js';
import type { Contas } from './contas.js';
import { Enriquecer, type Memorias } from './enriquecer.js';
import { Guardar } from './guardar.js';
import type { Classificada, Enriquecida, Normalizado } from './mensagens.js';
import { createNormalizar } from './normalizar.js';
import { Prever, type Prevista, type Saber } from './prever.js';
import type { Resultados } from './resultados.js';

const REGISTRO = kind<Buffer>('registro');
const NORMALIZADO = kind<Normalizado>('normalizado');
const ENRIQUECIDA = kind<Enriquecida>('enriquecida');
const CLASSIFICADA = kind<Classificada>('classificada');
const PREVISTA = kind<Prevista>('prevista');
const APRENDIDO = kind<Aprendido>('aprendido');

export interface PipelineDeps {
  readonly cambio: Cambio;
  readonly memorias: Memorias;
  readonly saber: Saber;
  readonly avaliar: Avaliar;
  readonly agregar: Agregar;
  readonly contas: Contas;
  readonly resultados: Resultados;
}

/** The nodes that the analysis itself uses besides the graph. */
export interface Nos {
  readonly pipeline: Pipeline;
  readonly normalizar: (bytes: Buffer) => Normalizado;
  readonly enriquecer: Enriquecer;
  readonly classificar: (enriquecida: Enriquecida) => Classificada;
  readonly prever: Prever;
}

/**
 * The graph of the analysis: registros → normalizar → enriquecer → classificar, prever → aprender → avaliar, agregar →
 * guardar. What the model knows is shared by `prever` and `aprender`, so these go event by event: whatever a label
 * teaches, the next transaction is judged by.
 */
export function criarPipeline(deps: PipelineDeps): Nos {
  const { cambio, memorias, saber, avaliar, agregar, contas, resultados } = deps;
  const normalizar = createNormalizar(cambio);
  const enriquecer = new Enriquecer(memorias);
  const prever = new Prever(saber);
  const aprender = new Aprender(saber);
  const guardar = new Guardar(resultados, saber.recentes);
  const saberes = {
    modelo: saber.modelo,
    versoes: saber.versoes,
    estabelecimentos: saber.estabelecimentos,
  };

  const registros = source({ name: 'registros', emits: REGISTRO });
  const normalizado = handler({
    name: 'normalizar',
    after: registros,
    accepts: REGISTRO,
    emits: NORMALIZADO,
    handle: normalizar,
  });
  const enriquecida = handler({
    name: 'enriquecer',
    after: normalizado,
    accepts: NORMALIZADO,
    emits: ENRIQUECIDA,
    state: { historias: memorias.historias, pessoas: memorias.pessoas },
    handle: (dados) => enriquecer.handle(dados),
  });
  const classificada = handler({
    name: 'classificar',
    after: enriquecida,
    accepts: ENRIQUECIDA,
    emits: CLASSIFICADA,
    handle: classificar,
  });
  const prevista = handler({
    name: 'prever',
    after: enriquecida,
    accepts: ENRIQUECIDA,
    emits: PREVISTA,
    state: saberes,
    handle: (uma, { offset }) => prever.handle(uma, offset),
  });
  const aprendido = handler({
    name: 'aprender',
    after: [normalizado, prevista],
    accepts: [NORMALIZADO, PREVISTA],
    join: 'any',
    emits: APRENDIDO,
    state: saberes,
    handle: ([dados], { offset }) => (dados === undefined ? undefined : aprender.handle(dados, offset)),
  });
  const avaliacao = sink({
    name: 'avaliar',
    after: aprendido,
    accepts: APRENDIDO,
    state: { avaliacao: avaliar },
    handle: (um) => avaliar.handle(um),
  });
  const agregados = sink({
    name: 'agregar',
    after: [enriquecida, classificada, prevista],
    accepts: [ENRIQUECIDA, CLASSIFICADA, PREVISTA],
    state: { agregados: agregar },
    handle: ([uma, classe, previsao]) => agregar.handle(uma, classe, previsao),
  });
  const resultado = sink({
    name: 'guardar',
    after: [normalizado, enriquecida, classificada, prevista, aprendido],
    accepts: [NORMALIZADO, ENRIQUECIDA, CLASSIFICADA, PREVISTA, APRENDIDO],
    join: 'any',
    state: { contas },
    handle: ([dados, uma, classe, previsao, truth], { offset, replayOf }) => {
      if (uma !== undefined && classe !== undefined && previsao !== undefined) {
        guardar.transacao(uma, classe, previsao, offset);
      } else if (truth !== undefined) guardar.rotulo(truth, offset);
      else guardar.outro(offset);
      contas.contar(dados?.tipo, offset, replayOf);
    },
  });
  const pipeline = buildPipeline('ingestao', [
    registros,
    normalizado,
    enriquecida,
    classificada,
    prevista,
    aprendido,
    avaliacao,
    agregados,
    resultado,
  ]);
  return { pipeline, normalizar, enriquecer, classificar, prever };
}
