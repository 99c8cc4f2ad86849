import type { Correlacao } from './correlacionar.js';
import type { TempoDaEtapa } from './decompor.js';
import type { Escalabilidade, Joelho } from './escalabilidade.js';
import type { PontoDaCurva, ResumoDeLatencias } from './resumir-latencias.js';
import type { ResumoDaRodada } from './resumir-rodada.js';

/** How the instances send. */
export type Modo = 'unary' | 'batch' | 'stream';
/** Where the analysis runs: in a thread of the server, or in a process of its own. */
export type ModoDoPipeline = 'inline' | 'process';

/** Each sends as fast as answers come (`fechada`), or all together so many events a second (`aberta`). */
export type Carga =
  | { readonly tipo: 'fechada'; readonly instancias: number }
  | { readonly tipo: 'aberta'; readonly instancias: number; readonly porSegundo: number };

/** Who used the processor, in cores: 1 is one core all the time. */
export interface UsoDeCpu {
  /** Undefined for a server whose processes can't be seen. */
  readonly servidor: number | undefined;
  readonly simuladores: number | undefined;
  /** All of the machine, others included. */
  readonly maquina: number;
}

/** One run as it was measured. */
export interface RodadaMedida {
  readonly carga: Carga;
  readonly repeticao: number;
  readonly pipeline: ModoDoPipeline;
  readonly resumo: ResumoDaRodada;
  readonly cpu: UsoDeCpu | undefined;
}

/** All repetitions of one load. */
export interface Nivel {
  readonly carga: Carga;
  readonly repeticoes: number;
  readonly vazao: { readonly media: number; readonly minima: number; readonly maxima: number };
  /** Over the events of all repetitions. */
  readonly latencia: ResumoDeLatencias;
  readonly curva: readonly PontoDaCurva[];
  readonly respostaMediaMs: number;
  readonly etapas: readonly TempoDaEtapa[];
  readonly little: {
    readonly presentes: number;
    readonly chegadasPorSegundo: number;
    readonly estadaMediaMs: number;
    /** Of the repetition that is furthest off. */
    readonly desvio: number;
  };
  readonly cpu: UsoDeCpu | undefined;
}

/** All loads on one way of running the pipeline. */
export interface Serie {
  readonly pipeline: ModoDoPipeline;
  readonly fechada: readonly Nivel[];
  readonly aberta: readonly Nivel[];
  /** Throughput of every closed-loop run. */
  readonly pontos: readonly { readonly instancias: number; readonly porSegundo: number }[];
  readonly lei: Escalabilidade | undefined;
  readonly joelho: Joelho | undefined;
}

export type Contagem = Omit<Correlacao, 'medidas'> & {
  readonly enviados: number;
  readonly finalizados: number;
};

/** The clock of one sender against that of the server. */
export interface Relogio {
  readonly origem: string;
  readonly diferencaMs: number;
  readonly incertezaMs: number;
  readonly amostras: number;
  /** Whether times were shifted by it. */
  readonly corrigido: boolean;
}

export interface Maquina {
  readonly processador: string;
  readonly nucleos: number;
  readonly memoriaBytes: number;
  readonly sistema: string;
  readonly node: string;
  readonly versoes: Readonly<Record<string, string>>;
  /** With `+` behind it when files were changed since. */
  readonly commit: string;
  /** Processes that wanted to run over the minute before, where the system tells. */
  readonly cargaAntes: number | undefined;
}

/** What an experiment found: summary.json. */
export interface Sumario {
  readonly inicio: string;
  readonly duracaoSegundos: number;
  readonly comando: string;
  readonly modo: Modo;
  readonly semente: number;
  /** Calls or messages that each instance keeps under way in a closed loop; undefined for logs made elsewhere. */
  readonly simultaneas: number | undefined;
  readonly aquecimentoSegundos: number;
  readonly medicaoSegundos: number;
  readonly repeticoes: number;
  readonly servidor: string;
  readonly maquina: Maquina;
  readonly contagem: Contagem;
  readonly relogios: readonly Relogio[];
  readonly series: readonly Serie[];
  /** What whoever reads the figures should know about them. */
  readonly avisos: readonly string[];
}
