import type { Modo } from './canal.js';
import type { CargaOptions } from './carga.js';
import { Contagem, type ResumoDeTempos } from './contagem.js';
import type { Relatorio } from './despachante.js';
import { emMicrossegundos } from './tempo.js';

/** What a run did, in the form in which it is printed for machines. */
export interface Resumo {
  readonly instancia: string;
  readonly modo: Modo;
  readonly taxa: number | 'max';
  readonly semente: number;
  /** Clients and scores sent first and accepted. */
  readonly cadastrados: number;
  /** Events asked for, after these. */
  readonly pedidos: number;
  /** Of these: sent, and answered or given up on. */
  readonly enviados: number;
  readonly aceitos: number;
  /** By reason. */
  readonly recusados: Readonly<Record<string, number>>;
  /** Without an answer in the end, by code; clients, scores and duplicates included. */
  readonly erros: Readonly<Record<string, number>>;
  /** Sum of these. */
  readonly naoConfirmados: number;
  readonly naoEnviados: number;
  /** Sent a second time on purpose. */
  readonly duplicados: number;
  /** Sent again because there was no answer, each time counted. */
  readonly reenviados: number;
  /** Known to the server from before. */
  readonly conhecidos: number;
  /** Open loop: events that were due while the window was full. */
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

/** One part of a run: the clients and scores, or the events after them. */
export interface Fase {
  readonly contagem: Contagem;
  readonly relatorio: Relatorio;
  /** ms since 1970. */
  readonly inicioMs: number;
  readonly fimMs: number;
  readonly cpuSegundos: number;
}

interface Pedido {
  readonly carga: Pick<CargaOptions, 'instancia' | 'semente'>;
  readonly modo: Modo;
  readonly taxa: number | 'max';
  readonly eventos: number;
}

const NENHUM: Relatorio = { reenviados: 0, conhecidos: 0, represados: 0, motivo: undefined };

/** Sums a run up; a part that did not come about is absent. */
export function resumoDe(
  { carga, modo, taxa, eventos }: Pedido,
  { cadastro, principal }: { readonly cadastro: Fase | undefined; readonly principal: Fase | undefined },
  interrompido: boolean,
): Resumo {
  const contagem = principal?.contagem ?? new Contagem();
  const [antes, depois] = [cadastro?.relatorio ?? NENHUM, principal?.relatorio ?? NENHUM];
  const { inicioMs = 0, fimMs = 0, cpuSegundos = 0 } = principal ?? {};
  const segundos = (fimMs - inicioMs) / 1_000;
  const motivo = antes.motivo ?? depois.motivo ?? (interrompido ? 'interrompido' : undefined);
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
    erros: somar(contagem.erros, cadastro?.contagem.erros ?? {}),
    naoConfirmados: contagem.quantosErros + (cadastro?.contagem.quantosErros ?? 0),
    naoEnviados: eventos - contagem.eventos,
    duplicados: contagem.duplicados,
    reenviados: antes.reenviados + depois.reenviados,
    conhecidos: antes.conhecidos + depois.conhecidos,
    represados: depois.represados,
    inicio: emMicrossegundos(inicioMs),
    fim: emMicrossegundos(fimMs),
    segundos,
    eventosPorSegundo: segundos > 0 ? contagem.eventos / segundos : 0,
    latenciaMs: contagem.latencia.resumo(),
    atrasoDeEnvioMs: contagem.atraso.resumo(),
    cpuSegundos,
    ...(motivo === undefined ? {} : { motivo }),
  };
}

function somar(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) {
  const soma = { ...a };
  for (const [codigo, vezes] of Object.entries(b)) soma[codigo] = (soma[codigo] ?? 0) + vezes;
  return soma;
}
