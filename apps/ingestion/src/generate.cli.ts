/** Writes made-up events to a file, or sends them to a running service; `--help` tells how. */
import { Barra } from './auditoria/barra.js';
import { sairPorErro } from './comandos/argumentos.js';
import {
  type Arquivos,
  type ComandoGenerate,
  lerComandoGenerate,
  type Servidor,
  USAGE,
} from './comandos/comando-generate.js';
import { loadCliConfig } from './config.js';
import { ArquivoInteiro } from './gerador/arquivo-inteiro.js';
import { linhasDe, type Tipo, VERDADE_CABECALHO, verdadeDe } from './gerador/linhas.js';
import { SAIDA_PADRAO } from './gerador/saida-padrao.js';
import { type CargaOptions, gerarCarga } from './simulador/carga.js';
import { conectar } from './simulador/conexao.js';
import { Painel } from './simulador/painel.js';
import { simular } from './simulador/simular.js';
import { tempoDoSistema } from './simulador/tempo.js';
import { textoDoResumo } from './simulador/texto-do-resumo.js';

const ENVIO = { modo: 'stream', lote: 500, simultaneas: 4, taxa: 'max' } as const;
const PRAZOS = { janela: 50_000, reuniaoMs: 0, prazoMs: 30_000, desistirMs: 60_000 };
/** Lines written at once. */
const POR_VEZ = 1_000;

try {
  const comando = lerComandoGenerate(process.argv.slice(2));
  if (comando === undefined) console.log(USAGE);
  else await main(comando);
} catch (error) {
  sairPorErro(error, USAGE);
}

async function main({ carga, eventos, destino }: ComandoGenerate): Promise<void> {
  if (destino.tipo === 'servidor') await enviar(destino, carga, eventos);
  else await escrever(destino, carga, eventos);
}

async function escrever(
  { out, formato, tipos, truth }: Arquivos,
  carga: CargaOptions,
  eventos: number,
): Promise<void> {
  const { cabecalho, linhaDe } = linhasDe(formato, tipos);
  const { caminhoDe } = loadCliConfig(process.env);
  const quer = new Set<Tipo>(tipos);
  const todos = 2 * carga.clientes + eventos;
  const barra = new Barra(`de ${todos} eventos`);
  const saida = out === '-' ? SAIDA_PADRAO : await ArquivoInteiro.abrir(caminhoDe(out));
  const verdade = truth === undefined ? undefined : await ArquivoInteiro.abrir(caminhoDe(truth));
  const abandonar = async (): Promise<void> => {
    await saida.abandonar();
    await verdade?.abandonar();
  };
  process.once('SIGINT', () => void abandonar().finally(() => process.exit(130)));
  try {
    let linhas = cabecalho;
    let verdades = VERDADE_CABECALHO;
    let feitos = 0;
    for (const evento of gerarCarga(carga)) {
      if (feitos === todos) break;
      if (quer.has(evento.tipo)) linhas += linhaDe(evento);
      if (verdade !== undefined) verdades += verdadeDe(evento);
      feitos += 1;
      if (feitos % POR_VEZ > 0 && feitos < todos) continue;
      await saida.escrever(linhas);
      await verdade?.escrever(verdades);
      linhas = '';
      verdades = '';
      barra.mostrar(feitos, todos);
    }
    await verdade?.completar();
    await saida.completar();
  } catch (error) {
    await abandonar();
    throw error;
  } finally {
    barra.fechar();
  }
}

async function enviar(
  { server: alvo, token, data }: Servidor,
  carga: CargaOptions,
  eventos: number,
): Promise<void> {
  const servico = loadCliConfig(process.env).servico(data);
  const client = await conectar({ ...servico, ...PRAZOS, alvo, token: token ?? servico.token });
  const painel = new Painel(tempoDoSistema.agoraMs);
  const parar = new AbortController();
  process.once('SIGINT', () => parar.abort());
  try {
    const resumo = await simular(
      { ...ENVIO, ...PRAZOS, carga, eventos, pular: 0, cadastrar: true },
      {
        client,
        tempo: tempoDoSistema,
        sorteio: Math.random,
        parar: parar.signal,
        abortar: parar.signal,
        aoConcluir: () => {},
        progresso: (...estado) => painel.atualizar(...estado),
      },
    );
    painel.fechar();
    console.log(textoDoResumo(resumo, PRAZOS.janela));
    if (resumo.aceitos < eventos || resumo.naoConfirmados > 0) process.exitCode = 1;
  } finally {
    painel.fechar();
    client.close();
  }
}
