/** Sends made-up events to a running service and keeps account of each; `--help` tells how. */
import { sairPorErro } from './comandos/argumentos.js';
import { type ComandoSimulate, lerComandoSimulate, USAGE } from './comandos/comando-simulate.js';
import { loadCliConfig } from './config.js';
import { conectar } from './simulador/conexao.js';
import type { Concluido } from './simulador/despachante.js';
import { Painel } from './simulador/painel.js';
import { RegistroDeEnvios } from './simulador/registro-de-envios.js';
import { simular } from './simulador/simular.js';
import { tempoDoSistema } from './simulador/tempo.js';
import { textoDoResumo } from './simulador/texto-do-resumo.js';

/** What is under way when it is told to stop may still be answered for so long. */
const DESPEDIDA_MS = 5_000;

try {
  const comando = lerComandoSimulate(process.argv.slice(2), Date.now());
  if (comando === undefined) console.log(USAGE);
  else await main(comando);
} catch (error) {
  sairPorErro(error, USAGE);
}

async function main(comando: ComandoSimulate): Promise<void> {
  const { options, verbose, json } = comando;
  const { caminhoDe, servico } = loadCliConfig(process.env);
  const { alvo, token, auth, tls } = servico(comando.data);
  const client = await conectar({
    alvo: comando.server ?? alvo,
    token: comando.token ?? token,
    ...{ auth, tls, prazoMs: options.prazoMs },
  });
  const registro =
    comando.log === undefined
      ? undefined
      : RegistroDeEnvios.abrir(caminhoDe(comando.log), options.carga.instancia);
  const painel = new Painel(tempoDoSistema.agoraMs);
  const { parar, abortar, sinal } = ouvirSinais();
  try {
    const resumo = await simular(options, {
      client,
      tempo: tempoDoSistema,
      sorteio: Math.random,
      parar,
      abortar,
      aoConcluir: (concluido) => {
        registro?.juntar(concluido);
        if (verbose) console.log(linhaDe(concluido));
      },
      progresso: (...estado) => painel.atualizar(...estado),
    });
    painel.fechar();
    console.log(json ? JSON.stringify(resumo) : textoDoResumo(resumo, options.janela));
    const falta = resumo.naoConfirmados > 0 || resumo.naoEnviados > 0;
    process.exitCode = sinal() === undefined ? Number(falta || resumo.motivo !== undefined) : 130;
  } finally {
    painel.fechar();
    registro?.fechar();
    client.close();
  }
}

/** The first SIGINT or SIGTERM ends the sending and waits for answers, for a while; the second waits no more. */
function ouvirSinais() {
  const parar = new AbortController();
  const abortar = new AbortController();
  let recebido: NodeJS.Signals | undefined;
  for (const nome of ['SIGINT', 'SIGTERM'] as const) {
    process.on(nome, () => {
      if (recebido !== undefined) abortar.abort();
      else setTimeout(() => abortar.abort(), DESPEDIDA_MS).unref();
      recebido = nome;
      parar.abort();
    });
  }
  return { parar: parar.signal, abortar: abortar.signal, sinal: () => recebido };
}

function linhaDe({ item, envioMs, respostaMs, resultado }: Concluido): string {
  const ms = (respostaMs - envioMs).toFixed(1).padStart(8);
  return `${item.eventId} ${item.tipo.padEnd(9)} ${ms} ms  ${resultado}`;
}
