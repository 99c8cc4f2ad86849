import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@trilha/pipeline/testing';
import { CambioQueFalha, cargaDe } from './carga.js';
import { conferir } from './conferir.js';
import type { Defeito } from './defeitos.js';
import type { Tarefa } from './filho.js';
import type { Ponto } from './pontos.js';

export interface HarnessOptions {
  /** How many processes are to be killed. */
  readonly pontos: number;
  readonly seed: number;
  readonly defeito?: Defeito;
  /** The bundled file of a child. */
  readonly filho: string;
  readonly progresso: (feitos: number) => void;
}

export interface Resultado {
  /** Processes killed, by where. */
  readonly mortes: ReadonlyMap<string, number>;
  /** Folders that were killed into again and again, and then checked. */
  readonly cenas: number;
  readonly problemas: readonly string[];
}

/** Calls of one folder's load. */
const LOTES = 60;
/** Deaths in one folder at most, so that many states are checked. */
const MORTES_POR_CENA = 20;

/**
 * Kills processes at boundaries drawn by a seed, again and again in the same folder, and checks every folder in the end:
 * nothing acknowledged is missing, nothing is there twice, and the state is that of a fresh analysis of the log.
 */
export async function rodar(options: HarnessOptions): Promise<Resultado> {
  const { seed } = options;
  const sorte = seededRandom(seed);
  const mortes = new Map<string, number>();
  const problemas: string[] = [];
  const fila = new Fila(await fronteirasDe(options), sorte);
  let [feitos, cenas] = [0, 0];
  while (feitos < options.pontos && problemas.length === 0) {
    const dataDir = await mkdtemp(join(tmpdir(), 'ingestion-kill-'));
    cenas += 1;
    const carga = seed * 1_000 + cenas;
    const confirmados = new Map<number, ReadonlySet<number>>();
    const viver = async (ponto?: Ponto): Promise<Vida> => {
      const desde = primeiroForaDe(confirmados);
      const tarefa = { dataDir, seed: carga, lotes: LOTES, desde, ponto, defeito: options.defeito };
      const vida = await viverUmaVez(options.filho, tarefa as Tarefa);
      for (const [lote, rejeitados] of vida.confirmados) confirmados.set(lote, rejeitados);
      return vida;
    };
    let vida: Vida = { fim: 'morto', confirmados: new Map(), passados: [], erro: '' };
    for (let n = 0; n < MORTES_POR_CENA && feitos < options.pontos && vida.fim === 'morto'; n++) {
      const ponto = fila.tomar();
      vida = await viver(ponto);
      fila.devolver(ponto, vida.fim === 'morto');
      if (vida.fim !== 'morto') break;
      feitos += 1;
      mortes.set(ponto.fronteira, (mortes.get(ponto.fronteira) ?? 0) + 1);
      options.progresso(feitos);
    }
    if (vida.fim === 'morto') vida = await viver();
    const daCena =
      vida.fim === 'inteiro'
        ? await conferir(dataDir, cargaDe(carga, LOTES), confirmados, new CambioQueFalha())
        : [vida.erro];
    problemas.push(...daCena.map((problema) => `carga ${carga}: ${problema}`));
    await rm(dataDir, { recursive: true, force: true });
  }
  return { mortes, cenas, problemas };
}

/** Which boundaries to die at: each as often as the others, early or late. */
class Fila {
  private ordem: string[] = [];
  private readonly ateVez: Map<string, number>;

  constructor(
    fronteiras: ReadonlyMap<string, number>,
    private readonly sorte: () => number,
  ) {
    this.ateVez = new Map([...fronteiras].map(([nome, vezes]) => [nome, Math.min(12, vezes)]));
  }

  tomar(): Ponto {
    if (this.ordem.length === 0) {
      this.ordem = [...this.ateVez.keys()]
        .map((nome) => ({ nome, chave: this.sorte() }))
        .sort((a, b) => a.chave - b.chave)
        .map(({ nome }) => nome);
    }
    const fronteira = this.ordem.pop() as string;
    const vez = 1 + Math.floor(this.sorte() ** 2 * (this.ateVez.get(fronteira) ?? 1));
    return { fronteira, vez, semEnergia: this.sorte() < 0.5 };
  }

  /** One that was not reached comes earlier the next time, and one that never is no more. */
  devolver({ fronteira, vez }: Ponto, alcancado: boolean): void {
    if (alcancado) return;
    if (vez > 1) this.ateVez.set(fronteira, vez - 1);
  }
}

const primeiroForaDe = (confirmados: ReadonlyMap<number, unknown>): number => {
  let lote = 0;
  while (confirmados.has(lote)) lote += 1;
  return lote;
};

interface Vida {
  readonly fim: 'morto' | 'inteiro' | 'falhou';
  /** Rejected positions by acknowledged call. */
  readonly confirmados: ReadonlyMap<number, ReadonlySet<number>>;
  readonly passados: readonly (readonly [string, number])[];
  readonly erro: string;
}

/** The boundaries that a life without death passes, and how often. */
async function fronteirasDe({ filho, seed }: HarnessOptions): Promise<ReadonlyMap<string, number>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ingestion-kill-'));
  try {
    const vidas: Vida[] = [];
    // The second finds files and closes nothing anew: it passes what only a start over something passes.
    for (const lotes of [LOTES >> 1, LOTES]) {
      vidas.push(await viverUmaVez(filho, { dataDir, seed, lotes, desde: 0 }));
    }
    const falha = vidas.find(({ fim }) => fim !== 'inteiro');
    if (falha !== undefined) throw new Error(falha.erro);
    return new Map(vidas.flatMap(({ passados }) => passados));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function viverUmaVez(filho: string, tarefa: Tarefa): Promise<Vida> {
  const child = spawn(process.execPath, ['--enable-source-maps', filho, JSON.stringify(tarefa)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let saida = '';
  let erros = '';
  child.stdout.setEncoding('utf8').on('data', (texto: string) => {
    saida += texto;
  });
  child.stderr.setEncoding('utf8').on('data', (texto: string) => {
    erros += texto;
  });
  return new Promise((resolve) => {
    child.once('close', (codigo, sinal) => {
      const linhas = saida.split('\n').slice(0, -1);
      const confirmados = new Map<number, ReadonlySet<number>>();
      for (const linha of linhas) {
        const [, lote, rejeitados = ''] = /^ok (\d+) ([\d,]*)$/.exec(linha) ?? [];
        if (lote !== undefined)
          confirmados.set(Number(lote), new Set(rejeitados.split(',').filter(Boolean).map(Number)));
      }
      const fim = linhas.find((linha) => linha.startsWith('fim '));
      resolve({
        fim: sinal === 'SIGKILL' ? 'morto' : codigo === 0 && fim !== undefined ? 'inteiro' : 'falhou',
        confirmados,
        passados: fim === undefined ? [] : (JSON.parse(fim.slice(4)) as [string, number][]),
        erro: `o processo terminou com ${codigo ?? sinal} (${JSON.stringify(tarefa.ponto ?? null)}):\n${erros}`,
      });
    });
  });
}
