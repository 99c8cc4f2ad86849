import {
  type Clock,
  type DurableLog,
  type FinalisedSpan,
  type Pipeline,
  PipelineRun,
  type Storage,
} from '@trilha/pipeline';
import type {
  Analisado,
  Analise,
  Avaliacao,
  EstadoDaAnalise,
  LoteAnalisado,
  Morto,
  Previsao,
  VersaoDoModelo,
} from '../app/ports.js';
import type { Cambio } from '../domain/cambio.js';
import { emPalavras } from '../domain/caracteristicas.js';
import { nomesDasRegras } from '../domain/classificar.js';
import type { Transacao } from '../domain/evento.js';
import { abrirPartes, type Partes } from './abrir-partes.js';
import { Avulsos } from './avulsos.js';
import { clienteConhecido, estabelecimentoConhecido } from './conhecidos.js';
import { criarPipeline, type Nos } from './criar-pipeline.js';
import { Duraveis } from './duraveis.js';
import { maisAtivos } from './mais-ativos.js';
import { TabelaDeTempos, type Tempos } from './tempos.js';

export interface AnaliseOptions {
  /** Where checkpoints, results and times are kept: a folder, or the storage that stands for one. */
  readonly pasta: string | Storage;
  readonly log: DurableLog;
  readonly cambio: Cambio;
  readonly clock: Clock;
  /** How long an event waits for its checkpoint to begin, at most. 50 ms. */
  readonly checkpointMs?: number;
  /** Events between two checkpoints, at most. 20,000. */
  readonly checkpointEventos?: number;
  /** Events in a micro-batch, at most. 1,024. */
  readonly loteEventos?: number;
  /** Told how far the analysis has come, after each checkpoint. */
  readonly finalizado?: (offset: number) => void;
}

/** The analysis in this thread: the graph over the log, its states, and what was found of every event. */
export class AnaliseLocal implements Analise {
  /** Resolves when it has stopped; rejects when it can't go on. */
  readonly done: Promise<void>;
  private readonly duraveis = new Duraveis();
  private readonly avulsos = new Avulsos();
  /** Orders up to the checkpoint that is being made, and up to the last one made. */
  private ordensEntregues: number;
  private ordensFinais: number;

  private constructor(
    private readonly options: AnaliseOptions,
    private readonly partes: Partes,
    private readonly tempos: TabelaDeTempos,
    private readonly nos: Nos,
    private readonly run: PipelineRun,
  ) {
    this.done = run.done;
    this.ordensEntregues = this.ordensFinais = partes.contas.ordens;
  }

  /**
   * Opens the analysis where it was left: states as of the last checkpoint, results and times cut back to it. Whatever
   * the log holds beyond is analysed again, with the same result.
   *
   * @throws CheckpointCorrupt, CheckpointMismatch  when the state on disk can't be used
   */
  static async abrir(options: AnaliseOptions): Promise<AnaliseLocal> {
    const { pasta, log, cambio, clock, checkpointMs = 50, checkpointEventos = 20_000, loteEventos } = options;
    const partes = await abrirPartes(pasta);
    const { resultados, checkpoints, mortos, contas } = partes;
    const nos = criarPipeline({ cambio, ...partes });
    const tempos = await TabelaDeTempos.abrir(partes.storage, nos.pipeline.nodes.length);
    const ref: { analise?: AnaliseLocal } = {};
    const run = new PipelineRun(nos.pipeline, {
      log,
      clock,
      checkpointMs,
      checkpointEvents: checkpointEventos,
      ...(loteEventos === undefined ? {} : { batchEvents: loteEventos }),
      decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      deadLetters: mortos,
      checkpoints: {
        takesBytesAtOnce: true,
        // Results and the times of those before must be on disk when the checkpoint says that they are.
        commit: (offset, states) => {
          if (ref.analise !== undefined) ref.analise.ordensEntregues = contas.ordens;
          return checkpoints.commit(offset, states, Promise.all([resultados.gravar(offset), tempos.sync()]));
        },
      },
      onFinalised: (span) => ref.analise?.finalizar(span),
    });
    const offset = checkpoints.restore(run.parts) ?? 0;
    await resultados.voltarA(offset);
    await tempos.voltarA(offset);
    const analise = new AnaliseLocal(options, partes, tempos, nos, run);
    ref.analise = analise;
    await analise.avulsos.ler(log, offset);
    options.finalizado?.(offset);
    await run.start({ from: offset, finalisedTo: tempos.fim });
    return analise;
  }

  get pipeline(): Pipeline {
    return this.nos.pipeline;
  }

  duravel(primeiro: number, quantos: number, ms: number, avulsos: readonly number[]): void {
    this.duraveis.marcar(primeiro, quantos, ms);
    this.avulsos.marcar(primeiro, avulsos);
  }

  async evento(offset: number, pessoa?: string): Promise<Analisado> {
    const { contas, resultados, mortos } = this.partes;
    const clienteConhecido = pessoa !== undefined && this.nos.enriquecer.conhece(pessoa);
    const tentativa = contas.repeticaoDe(offset) ?? offset;
    const tempo = this.tempos.achar(tentativa);
    if (tempo === undefined) return { ...PENDENTE, clienteConhecido };
    const achado = resultados.resultado(tentativa);
    const morto = achado === undefined ? mortos.porEvento().get(offset) : undefined;
    return {
      estado: achado === undefined ? 'morto' : 'finalizado',
      duravelMs: tempo.duravelMs,
      finalizadoMs: tempo.finalizadoMs,
      etapas: this.etapasDe(tempo),
      resultado:
        achado?.tipo === 'transacao'
          ? { ...achado, regras: nomesDasRegras(achado.regras), razoes: emPalavras(achado.razoes) }
          : achado,
      motivo: morto === undefined ? '' : `${morto.carta.node}: ${morto.carta.reason}`,
      clienteConhecido,
    };
  }

  async lotes(desde: number, quantos: number): Promise<readonly LoteAnalisado[]> {
    const lotes: LoteAnalisado[] = [];
    const fim = Math.min(desde + quantos, this.tempos.fim);
    const feitos = await this.partes.resultados.feitos(desde, Math.max(0, fim - desde));
    for (const tempo of this.tempos.desde(desde)) {
      if (tempo.primeiro >= fim) break;
      const primeiro = Math.max(desde, tempo.primeiro);
      const ate = Math.min(fim, tempo.primeiro + tempo.quantos);
      const mortos: number[] = [];
      for (let offset = primeiro; offset < ate; offset++)
        if (feitos[offset - desde] === 0) mortos.push(offset);
      const { duravelMs, finalizadoMs } = tempo;
      const etapas = this.etapasDe(tempo);
      lotes.push({ primeiro, quantos: ate - primeiro, duravelMs, finalizadoMs, etapas, mortos });
    }
    return lotes;
  }

  async estado(): Promise<EstadoDaAnalise> {
    const { agregar, memorias } = this.partes;
    const { stored, finalised, dead, nodes } = this.run.snapshot();
    // All of it as of the last checkpoint: what is dead or ordered beyond it is still pending.
    const finalizados = finalised - this.ordensFinais;
    const mortos = this.mortosSemRemedio().length;
    const pendentes = stored - finalised - dead - this.avulsos.desde(finalised + dead);
    return {
      ...agregar.resumo(),
      confirmados: finalizados + mortos + pendentes,
      finalizados,
      mortos,
      pendentes,
      maisAtivos: maisAtivos(memorias.historias),
      nos: nodes.map((node) => ({
        no: node.name,
        eventos: node.events,
        servicoMs: node.serviceMs,
        filaMs: node.queueMs,
        novasTentativas: node.retries,
      })),
    };
  }

  async avaliacao(): Promise<Avaliacao> {
    const { avaliar, saber } = this.partes;
    return { ...avaliar.resumo(), rotulos: saber.versoes.rotulos, versao: saber.versoes.emUso };
  }

  async prever(transacao: Transacao): Promise<Previsao> {
    const { clienteId, dataMs, moeda, valorCentavos, categoria, suspeita, estabelecimento } = transacao;
    const { enriquecer, classificar, prever } = this.nos;
    const enriquecida = enriquecer.prever({
      tipo: 'transacao',
      cliente: clienteConhecido(clienteId),
      dataMs,
      moeda,
      valorCentavos,
      valorBase: this.options.cambio.paraBase(valorCentavos, moeda, dataMs),
      categoria,
      suspeita,
      estabelecimento: estabelecimentoConhecido(estabelecimento),
    });
    const classificada = classificar(enriquecida);
    const prevista = prever.perguntar(enriquecida);
    return {
      probabilidade: prevista.probabilidade,
      suspeita: prevista.suspeita,
      versao: prevista.versao,
      razoes: emPalavras(prevista.razoes),
      regras: nomesDasRegras(classificada.regras),
      categoria: classificada.categoria,
    };
  }

  async mortos(desde: number, quantos: number): Promise<readonly Morto[]> {
    return this.mortosSemRemedio()
      .filter(({ offset }) => offset >= desde)
      .slice(0, quantos);
  }

  async versoes(): Promise<readonly VersaoDoModelo[]> {
    const { versoes } = this.partes.saber;
    return versoes.lista
      .map(({ versao, rotulos, offset }) => ({
        versao,
        rotulos,
        criadaMs: this.tempos.achar(offset)?.finalizadoMs,
        emUso: versao === versoes.emUso,
      }))
      .reverse();
  }

  /** Stops with a checkpoint. */
  async close(): Promise<void> {
    await this.run.stop().catch(() => {});
    const { checkpoints, resultados, mortos } = this.partes;
    await checkpoints.close();
    await resultados.close();
    await mortos.close();
    await this.tempos.close();
  }

  /** The nodes that took part. */
  private etapasDe({ inicioMs, fimMs }: Tempos): Analisado['etapas'] {
    return this.nos.pipeline.nodes
      .map(({ name }, i) => ({ no: name, inicioMs: inicioMs[i] as number, fimMs: fimMs[i] as number }))
      .filter((etapa) => etapa.inicioMs > 0);
  }

  /** Dead events that no further try has made good, as of the last checkpoint. */
  private mortosSemRemedio(): readonly Morto[] {
    const { mortos, contas } = this.partes;
    const { finalised, dead } = this.run.snapshot();
    const passados = finalised + dead;
    return [...mortos.porEvento(passados)]
      .filter(([offset]) => (contas.repeticaoDe(offset) ?? passados) >= passados)
      .map(([offset, { carta, vezes }]) => ({
        offset,
        no: carta.node,
        motivo: carta.reason,
        tentativas: carta.attempts,
        emMs: carta.atMs,
        vezes,
      }));
  }

  private async finalizar({
    batches,
    firstOffset,
    count,
    finalisedMs,
    recovered,
  }: FinalisedSpan): Promise<void> {
    const nos = this.nos.pipeline.nodes.length;
    this.ordensFinais = this.ordensEntregues;
    if (recovered) {
      const nunca = new Float64Array(nos);
      const linha = {
        primeiro: firstOffset,
        quantos: count,
        duravelMs: finalisedMs,
        finalizadoMs: finalisedMs,
      };
      await this.tempos.escrever([{ ...linha, inicioMs: nunca, fimMs: nunca }]);
      return;
    }
    await this.tempos.escrever(
      batches.map((lote) => ({
        primeiro: lote.firstOffset,
        quantos: lote.count,
        // Of a record that became durable before this process began, nobody knows more than that it was read.
        duravelMs: this.duraveis.em(lote.firstOffset) ?? lote.readMs,
        finalizadoMs: finalisedMs,
        inicioMs: lote.startedMs,
        fimMs: lote.endedMs,
      })),
    );
    this.options.finalizado?.(firstOffset + count);
  }
}

const PENDENTE: Omit<Analisado, 'clienteConhecido'> = {
  estado: 'pendente',
  duravelMs: undefined,
  finalizadoMs: undefined,
  etapas: [],
  resultado: undefined,
  motivo: '',
};
