import { Agenda } from './agenda.js';
import type { Canal, IngestionClient, Modo } from './canal.js';
import { canalEmFluxo } from './canal-em-fluxo.js';
import { canalEmLotes } from './canal-em-lotes.js';
import { canalUnario } from './canal-unario.js';
import { type CargaOptions, cadastroDe, type Enviavel, eventosDe } from './carga.js';
import { Contagem } from './contagem.js';
import { type Concluido, Despachante } from './despachante.js';
import { type Fase, type Resumo, resumoDe } from './resumo.js';
import { pausar, type Tempo } from './tempo.js';

export interface SimularOptions {
  readonly carga: CargaOptions;
  readonly modo: Modo;
  /** Events after the clients; duplicates not counted. */
  readonly eventos: number;
  /** Left out at the beginning, because they were sent before. */
  readonly pular: number;
  /** Whether clients and scores are sent first. */
  readonly cadastrar: boolean;
  /** Events a second by the clock; `max`: as the answers allow. */
  readonly taxa: number | 'max';
  /** Events of one call or message at most. */
  readonly lote: number;
  readonly simultaneas: number;
  readonly janela: number;
  readonly reuniaoMs: number;
  readonly prazoMs: number;
  readonly desistirMs: number;
  /** When the events after the clients begin, ms since 1970; at once when it is past. */
  readonly comecarEmMs?: number;
}

export interface SimularDeps {
  readonly client: IngestionClient;
  readonly tempo: Tempo;
  readonly sorteio: () => number;
  readonly parar: AbortSignal;
  readonly abortar: AbortSignal;
  /** Told of every event, those of the clients included. */
  readonly aoConcluir: (concluido: Concluido) => void;
  /** Told how far it is. */
  readonly progresso: (feitos: number, todos: number, contagem: Contagem, desdeMs: number) => void;
}

/** Clients and scores go in calls of so many, so many at once, whatever the mode. */
const CADASTRO = { lote: 500, simultaneas: 4 };

/**
 * Sends clients and scores, then events of every kind, the way and at the rate that was asked for.
 *
 * @throws what no server and no connection caused
 */
export async function simular(options: SimularOptions, deps: SimularDeps): Promise<Resumo> {
  const { carga, eventos, pular, comecarEmMs } = options;
  const { tempo, parar } = deps;
  const fases: Fase[] = [];
  if (options.cadastrar) {
    const canal = canalEmLotes(deps.client, { ...options, tempo, maximo: CADASTRO.lote });
    const ritmo = { ...options, taxa: 'max', simultaneas: CADASTRO.simultaneas } as const;
    fases.push(await enviar(cadastroDe(carga), 2 * carga.clientes, canal, ritmo, deps));
  }
  const [cadastro] = fases;
  if (eventos > 0 && !parar.aborted && cadastro?.relatorio.motivo === undefined) {
    if (comecarEmMs !== undefined) await pausar(tempo, comecarEmMs - tempo.agoraMs(), parar);
    const canal = canalDe(options, deps);
    fases.push(await enviar(eventosDe(carga, eventos, pular), eventos, canal, options, deps));
  }
  const principal = options.cadastrar ? fases[1] : fases[0];
  return resumoDe(options, { cadastro: options.cadastrar ? cadastro : undefined, principal }, parar.aborted);
}

function canalDe({ modo, lote, prazoMs }: SimularOptions, { client, tempo }: SimularDeps): Canal {
  if (modo === 'unary') return canalUnario(client);
  const fluxo = { maximo: lote, prazoMs, tempo };
  return modo === 'batch' ? canalEmLotes(client, fluxo) : canalEmFluxo(client, fluxo);
}

type Ritmo = Pick<SimularOptions, 'carga' | 'taxa' | 'simultaneas' | 'janela' | 'reuniaoMs' | 'desistirMs'>;

async function enviar(
  itens: Iterable<Enviavel>,
  todos: number,
  canal: Canal,
  { carga, taxa, simultaneas, janela, reuniaoMs, desistirMs }: Ritmo,
  { tempo, sorteio, parar, abortar, aoConcluir, progresso }: SimularDeps,
): Promise<Fase> {
  const contagem = new Contagem();
  const inicioMs = tempo.agoraMs();
  const cpu = process.cpuUsage();
  const despachante = new Despachante({
    canal,
    itens,
    agenda: taxa === 'max' ? undefined : new Agenda(taxa, carga.semente, inicioMs),
    ...{ simultaneas, janela, reuniaoMs, desistirMs, tempo, sorteio, parar, abortar },
    aoConcluir: (concluido) => {
      contagem.juntar(concluido);
      aoConcluir(concluido);
      progresso(contagem.eventos, todos, contagem, inicioMs);
    },
  });
  const relatorio = await despachante.executar();
  const fimMs = tempo.agoraMs();
  const { user, system } = process.cpuUsage(cpu);
  await canal.fechar();
  return { contagem, relatorio, inicioMs, fimMs, cpuSegundos: (user + system) / 1e6 };
}
