import { basename, join } from 'node:path';
import { acertarRelogios, type RelogioDoEmissor } from '../analise/acertar-relogios.js';
import { correlacionar } from '../analise/correlacionar.js';
import { lerLogDeEnvio } from '../analise/ler-log-de-envio.js';
import type { Envio, Medida } from '../analise/medida.js';
import { montarSerie } from '../analise/montar-serie.js';
import { RodadaCurta, resumirRodada } from '../analise/resumir-rodada.js';
import { separarRodadas } from '../analise/separar-rodadas.js';
import type { ModoDoPipeline, Relogio, RodadaMedida } from '../analise/sumario.js';
import type { Achado } from './achado.js';
import { esperarFim, type ServidorMedido } from './conexao-do-servidor.js';
import { Contas, relogioDaMaquina } from './contas.js';
import { EventosEmCsv } from './eventos-em-csv.js';
import { lerRegistros } from './ler-registros.js';

export interface JuntarLogsOptions {
  readonly arquivos: readonly string[];
  readonly servidor: ServidorMedido;
  readonly pipeline: ModoDoPipeline;
  readonly aquecimentoMs: number;
  readonly pasta: string;
  readonly signal: AbortSignal;
}

const ANALISAR_EM_MS = 600_000;

/** Analyses send logs of one or several machines, each with a clock of its own, against the records of one server. */
export async function juntarLogs(options: JuntarLogsOptions): Promise<Achado> {
  const { arquivos, servidor, pipeline, aquecimentoMs, signal } = options;
  await esperarFim(servidor.client, ANALISAR_EM_MS, signal);
  const { registros } = await lerRegistros(servidor.client, 0n, signal);
  const porId = new Map(registros.map((registro) => [registro.eventId, registro]));
  const relogios: Relogio[] = [];
  const avisos: string[] = [];
  const partes: (readonly Envio[])[] = [];
  for (const { arquivo, envios: dele } of comNomesProprios(await lerTodos(arquivos))) {
    const acertados = acertarRelogios(dele, porId, true);
    partes.push(acertados.envios);
    relogios.push(...linhaDo(arquivo, acertados.relogios));
    if (acertados.semDiferenca.length > 0) {
      avisos.push(`${arquivo}: o relógio mudou durante o envio; suas latências não valem.`);
    }
  }
  const envios = partes.flat();
  const correlacao = correlacionar({ envios, registros, exclusivo: false });
  const contas = new Contas();
  contas.juntar(envios.length, correlacao);
  const rodadas = await medirRodadas(envios, correlacao.medidas, options, avisos);
  if (rodadas.length === 0)
    throw new RodadaCurta(`nada a medir depois de ${aquecimentoMs / 1_000} s de aquecimento`);
  return {
    series: [montarSerie(pipeline, rodadas)],
    contagem: contas.contagem,
    relogios,
    avisos,
    servidor: servidor.descricao,
  };
}

const linhaDo = (arquivo: string, relogios: readonly RelogioDoEmissor[]): readonly Relogio[] => {
  const linha = relogioDaMaquina(arquivo, relogios, true);
  return linha === undefined ? [] : [linha];
};

interface LogLido {
  readonly arquivo: string;
  readonly envios: readonly Envio[];
}

const lerTodos = (arquivos: readonly string[]): Promise<readonly LogLido[]> =>
  Promise.all(
    arquivos.map(async (arquivo) => ({ arquivo: basename(arquivo), envios: await lerLogDeEnvio(arquivo) })),
  );

/** Two machines may both have called their instance 1. */
function comNomesProprios(logs: readonly LogLido[]): readonly LogLido[] {
  const vistas = new Map<string, string>();
  return logs.map(({ arquivo, envios }, i) => ({
    arquivo,
    envios: envios.map((envio) => {
      const dono = vistas.get(envio.instancia) ?? String(i);
      vistas.set(envio.instancia, dono);
      return dono === String(i) ? envio : { ...envio, instancia: `${envio.instancia}@${i}` };
    }),
  }));
}

async function medirRodadas(
  envios: readonly Envio[],
  medidas: readonly Medida[],
  { pasta, pipeline, aquecimentoMs }: JuntarLogsOptions,
  avisos: string[],
): Promise<readonly RodadaMedida[]> {
  const porId = new Map(medidas.map((medida) => [medida.envio.eventId, medida]));
  const eventos = new EventosEmCsv(join(pasta, 'events.csv'));
  const rodadas: RodadaMedida[] = [];
  try {
    for (const [i, { carga, envios: dela }] of separarRodadas(envios).entries()) {
      const destas = dela.flatMap(({ eventId }) => porId.get(eventId) ?? []);
      const resumo = tentarResumir(destas, aquecimentoMs);
      if (resumo === undefined) avisos.push(`A rodada ${i + 1} dos logs é curta demais e não foi medida.`);
      else rodadas.push({ carga, repeticao: i + 1, pipeline, resumo, cpu: undefined });
      await eventos.juntar({ medidas: destas, pipeline, carga, rodada: i + 1, janela: resumo?.janela });
    }
  } finally {
    await eventos.fechar();
  }
  return rodadas;
}

function tentarResumir(medidas: readonly Medida[], aquecimentoMs: number) {
  try {
    return resumirRodada(medidas, aquecimentoMs);
  } catch (erro) {
    if (erro instanceof RodadaCurta) return undefined;
    throw erro;
  }
}
