import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComandoExperiment } from '../../comandos/comando-experiment.js';
import type { RelogioDoEmissor } from '../analise/acertar-relogios.js';
import { juntarEnviosERegistros } from '../analise/juntar-envios-e-registros.js';
import type { Registro } from '../analise/medida.js';
import { montarSerie } from '../analise/montar-serie.js';
import { type ResumoDaRodada, RodadaCurta, resumirRodada } from '../analise/resumir-rodada.js';
import type { ModoDoPipeline, RodadaMedida, Serie } from '../analise/sumario.js';
import type { Achado } from './achado.js';
import type { Acompanhamento } from './acompanhamento.js';
import { esperarFim, type ServidorMedido } from './conexao-do-servidor.js';
import { Contas, relogioDaMaquina } from './contas.js';
import { EventosEmCsv } from './eventos-em-csv.js';
import type { Filhos } from './filhos.js';
import { lerRegistros } from './ler-registros.js';
import {
  descreverPasso,
  larguraDaPartidaMs,
  type Passo,
  planoAberto,
  planoFechado,
  segundosDe,
  taxasDe,
} from './plano.js';
import { type Rodou, rodar } from './rodar.js';

export interface ExperimentoOptions {
  readonly opcoes: ComandoExperiment;
  /** Where the built files of the app are. */
  readonly dist: string;
  /** Where events.csv and what is needed meanwhile are written. */
  readonly pasta: string;
  readonly filhos: Filhos;
  readonly signal: AbortSignal;
  readonly acompanhamento: Acompanhamento;
  /** Opens the server that is measured, and tells whether senders here have its clock. */
  readonly abrirServidor: (pipeline: ModoDoPipeline) => Promise<ServidorMedido>;
  readonly mesmoRelogio: boolean;
}

/** Before the first run, and never measured: the compiler of the server has seen every path by then. */
const PRIMEIRO_AQUECIMENTO: Omit<Passo, 'pipeline'> = {
  carga: { tipo: 'fechada', instancias: 2 },
  repeticao: 0,
};
const ANALISAR_EM_MS = 120_000;
/** A machine that is slow to start processes gets twice the time, and twice again. */
const TENTATIVAS = 3;
/** Times the usual: a machine that needs more is too busy to be measured on. */
const MAIOR_PARTIDA = 6;
/** An instance that begins later than this share of what is measured had too little time to start. */
const ATRASO_RUIM = 0.1;
/** Less of what was to be measured than this is told. */
const JANELA_BOA = 0.7;

/** Runs all loads of an experiment and accounts for every event of them. */
export class Experimento {
  private readonly contas = new Contas();
  private readonly avisos: string[] = [];
  private readonly relogios: RelogioDoEmissor[] = [];
  private readonly rodadas: RodadaMedida[] = [];
  private readonly eventos: EventosEmCsv;
  private partida = 1;
  private rodada = 0;
  private proximo = 0n;

  constructor(private readonly o: ExperimentoOptions) {
    this.eventos = new EventosEmCsv(join(o.pasta, 'events.csv'));
  }

  async executar(): Promise<Achado> {
    const { opcoes, mesmoRelogio } = this.o;
    const series: Serie[] = [];
    let descricao = '';
    try {
      for (const pipeline of opcoes.pipelines) {
        const servidor = await this.o.abrirServidor(pipeline);
        descricao = servidor.descricao;
        try {
          await this.medir(servidor, pipeline);
        } finally {
          await servidor.fechar();
        }
        series.push(
          montarSerie(
            pipeline,
            this.rodadas.filter((rodada) => rodada.pipeline === pipeline),
          ),
        );
      }
    } finally {
      await this.eventos.fechar();
    }
    const origem = 'simuladores, nesta máquina';
    const relogio = relogioDaMaquina(origem, this.relogios, !mesmoRelogio);
    return {
      series,
      contagem: this.contas.contagem,
      relogios: relogio === undefined ? [] : [relogio],
      avisos: [...new Set(this.avisos)],
      servidor: descricao,
    };
  }

  private async medir(servidor: ServidorMedido, pipeline: ModoDoPipeline): Promise<void> {
    const { opcoes, signal, acompanhamento } = this.o;
    const { instancias, repeticoes, taxas } = opcoes;
    // What its log holds from before is nobody's business here.
    this.proximo = (await lerRegistros(servidor.client, 0n, signal)).proximo;
    const fechados = planoFechado({ pipeline, instancias, repeticoes });
    const abertosPrevistos = taxas === 'auto' ? taxasDe(1_000) : taxas;
    acompanhamento.prever(
      this.segundosDe([
        { pipeline, ...PRIMEIRO_AQUECIMENTO },
        ...fechados,
        ...this.abertosDe(pipeline, abertosPrevistos),
      ]),
    );
    await this.dar(servidor, { pipeline, ...PRIMEIRO_AQUECIMENTO });
    for (const passo of fechados) this.rodadas.push(await this.dar(servidor, passo));
    const vazoes = this.rodadas
      .filter((rodada) => rodada.pipeline === pipeline)
      .map(({ resumo }) => resumo.finalizadosPorSegundo);
    const medidas = taxas === 'auto' ? taxasDe(Math.max(...vazoes)) : taxas;
    for (const passo of this.abertosDe(pipeline, medidas)) {
      this.rodadas.push(await this.dar(servidor, passo));
    }
  }

  private abertosDe(pipeline: ModoDoPipeline, taxas: readonly number[]): readonly Passo[] {
    const { instanciasAbertas: instancias, repeticoesAbertas: repeticoes } = this.o.opcoes;
    return planoAberto({ pipeline, taxas, instancias, repeticoes });
  }

  private segundosDe(passos: readonly Passo[]): number {
    return passos.reduce((soma, passo) => soma + segundosDe(passo, this.cargaSegundos), 0);
  }

  private get cargaSegundos(): number {
    return (this.o.opcoes.aquecimentoMs + this.o.opcoes.medicaoMs) / 1_000;
  }

  /** Makes one run; again, with more time to begin, when its instances did not come to send together. */
  private async dar(servidor: ServidorMedido, passo: Passo): Promise<RodadaMedida> {
    const { acompanhamento } = this.o;
    acompanhamento.passo(descreverPasso(passo), segundosDe(passo, this.cargaSegundos));
    for (let tentativa = 1; ; tentativa++) {
      try {
        const { resumo, cpu } = await this.rodarUma(servidor, passo);
        return { ...passo, resumo, cpu };
      } catch (erro) {
        if (!(erro instanceof RodadaCurta) || tentativa === TENTATIVAS) throw erro;
        this.darMaisTempo(2);
        this.avisos.push('Algumas rodadas foram repetidas: a máquina demorou a iniciar os simuladores.');
      }
    }
  }

  private darMaisTempo(vezes: number): void {
    this.partida = Math.min(MAIOR_PARTIDA, this.partida * vezes);
  }

  private async rodarUma(
    servidor: ServidorMedido,
    { carga, pipeline, repeticao }: Passo,
  ): Promise<Pick<RodadaMedida, 'cpu'> & { readonly resumo: ResumoDaRodada }> {
    const { opcoes, signal, pasta, mesmoRelogio } = this.o;
    const { aquecimentoMs, medicaoMs } = opcoes;
    const pastaDeEnvios = join(pasta, 'envios');
    await mkdir(pastaDeEnvios, { recursive: true });
    this.rodada += 1;
    const rodou = await rodar({
      ...{ ...this.o, ...opcoes, servidor, carga, pasta: pastaDeEnvios },
      nome: `${this.nome}r${this.rodada}`,
      partidaMs: larguraDaPartidaMs(carga.instancias) * this.partida,
    });
    await esperarFim(servidor.client, ANALISAR_EM_MS, signal);
    const registros = await this.lerNovos(servidor);
    const exclusivo = servidor.proprio;
    const { envios, cpu, atrasoMs } = rodou;
    if (atrasoMs > ATRASO_RUIM * medicaoMs) this.darMaisTempo(1.5);
    const juntos = juntarEnviosERegistros({ envios, registros, mesmoRelogio, exclusivo });
    this.contas.juntar(envios.length, juntos.correlacao);
    this.relogios.push(...juntos.relogios);
    this.avisar(rodou, juntos.semDiferenca);
    const { medidas } = juntos.correlacao;
    let resumo: ResumoDaRodada | undefined;
    try {
      resumo = resumirRodada(medidas, aquecimentoMs);
    } finally {
      const { rodada } = this;
      const janela = repeticao === 0 ? undefined : resumo?.janela;
      await this.eventos.juntar({ medidas, pipeline, carga, rodada, janela });
      await rm(pastaDeEnvios, { recursive: true, force: true });
    }
    const medidosMs = resumo.janela.ateMs - resumo.janela.deMs;
    if (opcoes.eventos === undefined && medidosMs < JANELA_BOA * medicaoMs) {
      this.avisos.push(
        'Algumas rodadas mediram por menos tempo do que pedido: os simuladores não começaram juntos.',
      );
    }
    return { resumo, cpu };
  }

  /** Ids must differ from those of any experiment on the same server before. */
  private readonly nome = `e${Date.now().toString(36)}`;

  private async lerNovos(servidor: ServidorMedido): Promise<readonly Registro[]> {
    const { registros, proximo } = await lerRegistros(servidor.client, this.proximo, this.o.signal);
    this.proximo = proximo;
    return registros;
  }

  private avisar({ represados }: Rodou, semDiferenca: readonly string[]): void {
    if (represados > 0) {
      this.avisos.push(
        'Em laço aberto alguns eventos esperaram no simulador porque muitos estavam sem resposta; a espera conta na latência.',
      );
    }
    if (semDiferenca.length > 0) {
      this.avisos.push(
        'O relógio de algum simulador mudou durante uma rodada: nenhuma diferença única serve para todas as idas e voltas.',
      );
    }
  }
}
