import type { SegmentProgress } from '@trilha/pipeline';
import type { Analise } from '../app/ports.js';

/** The questions that cross to the analysis. */
export type Pergunta = Exclude<keyof Analise, 'duravel'>;

export interface DadosDoTrabalho {
  readonly pasta: string;
  readonly pastaDoLog: string;
  readonly ratesFile: string;
  readonly checkpointMs: number;
  readonly progresso: readonly SegmentProgress[];
}

/** So many records from an offset on are durable since then; `avulsos` are those that are no events. */
export interface Marca {
  readonly primeiro: number;
  readonly quantos: number;
  readonly ms: number;
  readonly avulsos: readonly number[];
}

export type Ida =
  | { readonly tipo: 'abrir'; readonly dados: DadosDoTrabalho }
  | {
      readonly tipo: 'duravel';
      readonly marcas: readonly Marca[];
      readonly progresso: readonly SegmentProgress[];
    }
  | {
      readonly tipo: 'pergunta';
      readonly id: number;
      readonly qual: Pergunta;
      readonly com: readonly unknown[];
    }
  | { readonly tipo: 'fim' };

export type Volta =
  | { readonly tipo: 'pronta' }
  | { readonly tipo: 'finalizado'; readonly offset: number }
  | { readonly tipo: 'resposta'; readonly id: number; readonly valor: unknown }
  | { readonly tipo: 'falha'; readonly id: number; readonly mensagem: string }
  | { readonly tipo: 'terminada' };
