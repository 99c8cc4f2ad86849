/** Measures the service under growing load and writes a report with charts; `--help` tells how. */
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentoInvalido, sairPorErro } from './comandos/argumentos.js';
import { type ComandoExperiment, lerComandoExperiment, USAGE } from './comandos/comando-experiment.js';
import { loadCliConfig } from './config.js';
import { LogInvalido } from './experimento/analise/ler-log-de-envio.js';
import type { Sumario } from './experimento/analise/sumario.js';
import type { Achado } from './experimento/conducao/achado.js';
import { Acompanhamento } from './experimento/conducao/acompanhamento.js';
import { avisosDaMaquina } from './experimento/conducao/avisos-da-maquina.js';
import { criarAbridor } from './experimento/conducao/criar-abridor.js';
import { descreverMaquina } from './experimento/conducao/descrever-maquina.js';
import { escreverResultados } from './experimento/conducao/escrever-resultados.js';
import { Experimento } from './experimento/conducao/experimento.js';
import { Filhos } from './experimento/conducao/filhos.js';
import { juntarLogs } from './experimento/conducao/juntar-logs.js';
import { textoDoSumario } from './experimento/relatorio/texto-do-sumario.js';

const DIST = fileURLToPath(new URL('.', import.meta.url));

const interrompido = new AbortController();
for (const sinal of ['SIGINT', 'SIGTERM'] as const) process.on(sinal, () => interrompido.abort());
const filhos = new Filhos();

try {
  const comando = lerComandoExperiment(process.argv.slice(2));
  if (comando === undefined) console.log(USAGE);
  else await main(comando);
} catch (erro) {
  await filhos.matar();
  if (interrompido.signal.aborted) {
    console.error('interrompido');
    process.exitCode = 130;
  } else if (erro instanceof LogInvalido) sairPorErro(new ArgumentoInvalido(erro.message), USAGE);
  else sairPorErro(erro, USAGE);
}

async function main(opcoes: ComandoExperiment): Promise<void> {
  const inicio = new Date();
  const config = loadCliConfig(process.env);
  const pasta = config.caminhoDe(opcoes.saida ?? join('reports', nomeDaHora(inicio)));
  const dadosDaVez = join(pasta, 'dados');
  await mkdir(pasta, { recursive: true });
  const maquina = descreverMaquina();
  const acompanhamento = new Acompanhamento();
  const { abrir, mesmoRelogio } = criarAbridor({
    ...{ opcoes, config, filhos, dist: DIST, dadosDaVez, env: process.env },
    signal: interrompido.signal,
  });
  let achado: Achado;
  try {
    achado = await medir(opcoes, { pasta, acompanhamento, abrir, mesmoRelogio });
  } catch (erro) {
    // What is there is no report, and must not be taken for one.
    await rm(join(pasta, 'events.csv'), { force: true });
    await rm(join(pasta, 'envios'), { recursive: true, force: true });
    throw erro;
  } finally {
    acompanhamento.fechar();
    await filhos.matar();
    await rm(dadosDaVez, { recursive: true, force: true });
    // Only when nothing is in it.
    await rmdir(pasta).catch(() => {});
  }
  const sumario: Sumario = {
    inicio: inicio.toISOString(),
    duracaoSegundos: (Date.now() - inicio.getTime()) / 1_000,
    comando: comandoDe(process.argv.slice(2)),
    modo: opcoes.modo,
    semente: opcoes.semente,
    simultaneas: opcoes.logs === undefined ? opcoes.simultaneas : undefined,
    aquecimentoSegundos: opcoes.aquecimentoMs / 1_000,
    medicaoSegundos: opcoes.medicaoMs / 1_000,
    repeticoes: opcoes.repeticoes,
    maquina,
    ...achado,
    avisos: [...avisosDaMaquina(maquina), ...achado.avisos],
  };
  await escreverResultados(pasta, sumario);
  console.log(textoDoSumario(sumario));
  console.log(`\n${join(pasta, 'report.html')}`);
  if (sumario.contagem.quantasFaltas > 0) process.exitCode = 1;
}

type Onde = Pick<
  ConstructorParameters<typeof Experimento>[0],
  'pasta' | 'acompanhamento' | 'mesmoRelogio'
> & { readonly abrir: ConstructorParameters<typeof Experimento>[0]['abrirServidor'] };

async function medir(
  opcoes: ComandoExperiment,
  { pasta, acompanhamento, abrir, mesmoRelogio }: Onde,
): Promise<Achado> {
  const { signal } = interrompido;
  const [pipeline = 'inline'] = opcoes.pipelines;
  if (opcoes.logs === undefined) {
    const experimento = { opcoes, dist: DIST, pasta, filhos, signal, acompanhamento, mesmoRelogio };
    return new Experimento({ ...experimento, abrirServidor: abrir }).executar();
  }
  const servidor = await abrir(pipeline);
  try {
    const arquivos = opcoes.logs.map(loadCliConfig(process.env).caminhoDe);
    return await juntarLogs({ ...opcoes, arquivos, servidor, pipeline, pasta, signal });
  } finally {
    await servidor.fechar();
  }
}

function comandoDe(args: readonly string[]): string {
  return ['npx nx run ingestion:experiment', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
}

function nomeDaHora(quando: Date): string {
  return quando.toISOString().slice(0, 19).replaceAll(':', '-');
}
