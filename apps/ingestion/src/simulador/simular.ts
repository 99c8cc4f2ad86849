import { Agenda } from './agenda.js';
import type { Canal, IngestionClient, Modo } from './canal.js';
import { canalEmFluxo } from './canal-em-fluxo.js';
import { canalEmLotes } from './canal-em-lotes.js';
import { canalUnario } from './canal-unario.js';
import { type CargaOptions, cadastroDe, type Enviavel, eventosDe } from './carga.js';
import { Contagem, type ResumoDeTempos } from './contagem.js';
import { type Concluido, Despachante, type DespachanteOptions, type Relatorio } from './despachante.js';
import { emMicrossegundos, pausar, type Tempo } from './tempo.js';

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

/** What a run did, in the form in which it is printed for machines. */
export interface Resumo {
  readonly instancia: string;
  readonly modo: Modo;
  readonly taxa: number | 'max';
  readonly semente: number;
  /** Clients and scores sent first. */
  readonly cadastrados: number;
  /** Asked for. */
  readonly pedidos: number;
  /** Of these: sent, and answered or given up on. */
  readonly enviados: number;
  readonly aceitos: number;
  readonly recusados: Readonly<Record<string, number>>;
  /** Without an answer in the end, by code; those of clients and scores included. */
  readonly erros: Readonly<Record<string, number>>;
  readonly naoConfirmados: number;
  readonly naoEnviados: number;
  readonly duplicados: number;
  readonly reenviados: number;
  readonly conhecidos: number;
  readonly represados: number;
  /** Of the events after the clients, µs since 1970. */
  readonly inicio: number;
  readonly fim: number;
  readonly segundos: number;
  readonly eventosPorSegundo: number;
  /** From when an event should have been sent to its answer. */
  readonly latenciaMs: ResumoDeTempos;
  /** From when it should have been sent to when it was. */
  readonly atrasoDeEnvioMs: ResumoDeTempos;
  /** Processor time of this process over the same time. */
  readonly cpuSegundos: number;
  /** Why it ended early; absent when it did not. */
  readonly motivo?: string;
}

/** Clients and scores go in calls of so many, so many at once, whatever the mode. */
const CADASTRO = { lote: 500, simultaneas: 4 };

/**
 * Sends clients and scores, then events of every kind, the way and at the rate that was asked for.
 *
 * @throws what no server and no connection caused
 */
export async function simular(options: SimularOptions, deps: SimularDeps): Promise<Resumo> {
  const { carga, modo, eventos, pular, taxa } = options;
  const { tempo, parar } = deps;
  const cadastro = options.cadastrar ? await cadastrar(options, deps) : undefined;
  const parou = (): boolean => parar.aborted || cadastro?.relatorio.motivo !== undefined;
  if (options.comecarEmMs !== undefined && !parou())
    await pausar(tempo, options.comecarEmMs - tempo.agoraMs(), parar);
  const inicioMs = tempo.agoraMs();
  const cpu = process.cpuUsage();
  const agenda = taxa === 'max' ? undefined : new Agenda(taxa, carga.semente, inicioMs);
  const { contagem, relatorio } = parou()
    ? { contagem: new Contagem(), relatorio: cadastro?.relatorio }
    : await enviar(eventosDe(carga, eventos, pular), eventos, canalDe(options, deps), agenda, options, deps);
  const fimMs = tempo.agoraMs();
  const { user, system } = process.cpuUsage(cpu);
  const segundos = (fimMs - inicioMs) / 1_000;
  const naoEnviados = eventos - contagem.eventos;
  const erros = { ...contagem.erros };
  for (const [codigo, vezes] of Object.entries(cadastro?.contagem.erros ?? {}))
    erros[codigo] = (erros[codigo] ?? 0) + vezes;
  const motivo =
    relatorio?.motivo ?? cadastro?.relatorio.motivo ?? (parar.aborted ? 'interrompido' : undefined);
  return {
    instancia: carga.instancia,
    modo,
    taxa,
    semente: carga.semente,
    cadastrados: cadastro?.contagem.aceitos ?? 0,
    pedidos: eventos,
    enviados: contagem.eventos,
    aceitos: contagem.aceitos,
    recusados: contagem.recusados,
    erros,
    naoConfirmados: contagem.quantosErros + (cadastro?.contagem.quantosErros ?? 0),
    naoEnviados,
    duplicados: contagem.duplicados,
    reenviados: (relatorio?.reenviados ?? 0) + (parou() ? 0 : (cadastro?.relatorio.reenviados ?? 0)),
    conhecidos: relatorio?.conhecidos ?? 0,
    represados: relatorio?.represados ?? 0,
    inicio: emMicrossegundos(inicioMs),
    fim: emMicrossegundos(fimMs),
    segundos,
    eventosPorSegundo: segundos > 0 ? contagem.eventos / segundos : 0,
    latenciaMs: contagem.latencia.resumo(),
    atrasoDeEnvioMs: contagem.atraso.resumo(),
    cpuSegundos: (user + system) / 1e6,
    ...(motivo === undefined ? {} : { motivo }),
  };
}

function cadastrar(options: SimularOptions, deps: SimularDeps) {
  const canal = canalEmLotes(deps.client, CADASTRO.lote);
  const itens = cadastroDe(options.carga);
  const { simultaneas } = CADASTRO;
  return enviar(itens, 2 * options.carga.clientes, canal, undefined, { ...options, simultaneas }, deps);
}

function canalDe({ modo, lote, prazoMs }: SimularOptions, { client, tempo }: SimularDeps): Canal {
  if (modo === 'unary') return canalUnario(client);
  return modo === 'batch'
    ? canalEmLotes(client, lote)
    : canalEmFluxo(client, { maximo: lote, prazoMs, tempo });
}

type Ritmo = Pick<DespachanteOptions, 'simultaneas' | 'janela' | 'reuniaoMs' | 'desistirMs'>;

async function enviar(
  itens: Iterable<Enviavel>,
  todos: number,
  canal: Canal,
  agenda: Agenda | undefined,
  { simultaneas, janela, reuniaoMs, desistirMs }: Ritmo,
  { tempo, sorteio, parar, abortar, aoConcluir, progresso }: SimularDeps,
): Promise<{ readonly contagem: Contagem; readonly relatorio: Relatorio }> {
  const contagem = new Contagem();
  const desdeMs = tempo.agoraMs();
  const despachante = new Despachante({
    canal,
    itens,
    agenda,
    ...{ simultaneas, janela, reuniaoMs, desistirMs, tempo, sorteio, parar, abortar },
    aoConcluir: (concluido) => {
      contagem.juntar(concluido);
      aoConcluir(concluido);
      progresso(contagem.eventos, todos, contagem, desdeMs);
    },
  });
  const relatorio = await despachante.executar();
  await canal.fechar();
  return { contagem, relatorio };
}
