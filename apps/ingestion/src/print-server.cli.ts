/** The simple partner for trying a client: prints what it receives, keeps nothing; `--help` tells more. */
import { parseArgs } from 'node:util';
import {
  closeOnSignal,
  createLogger,
  type Gatekeeper,
  NOBODY,
  newId,
  openTransport,
  refuseOpenPlaintext,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { inteiro, sairPorErro } from './comandos/argumentos.js';
import { loadConfig } from './config.js';
import { criarImpressora } from './impressora/criar-impressora.js';
import { textoDeMensagem } from './impressora/texto-de-mensagem.js';

const USAGE = `Responde a todos os métodos da ingestão e mostra o que recebeu, uma linha por mensagem. Não pede token, não guarda nada,
não precisa de pasta de dados: serve para experimentar um cliente.

  npx nx run ingestion:print-server -- [--host HOST] [--port PORTA] [--show-personal]

  --host HOST      onde escutar (127.0.0.1)
  --port PORTA     0: uma que esteja livre (50057)
  --show-personal  mostra CPF, nome, nascimento e endereço como vieram (mascarados)
  --help           mostra esta ajuda

Código de saída: 0 encerrado por Ctrl-C, 2 não foi possível começar.`;

try {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '50057' },
      'show-personal': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else await servir(values.host, inteiro('port', values.port, 0, 65_535), values['show-personal']);
} catch (error) {
  sairPorErro(error, USAGE);
}

async function servir(host: string, porta: number, mostrarPessoais: boolean): Promise<void> {
  const { server, tls } = loadConfig(process.env);
  refuseOpenPlaintext('--host', host, tls);
  const log = createLogger({ service: 'ingestion', level: 'silent' });
  const todos: Gatekeeper = {
    gateOf: () => ({ identify: () => NOBODY, admit: () => ({ mustOwn: undefined }) }),
  };
  const impressora = criarImpressora({
    clock: systemClock,
    newId,
    imprimir: (metodo, mensagem) =>
      console.log(`${new Date().toISOString()} ${metodo} ${textoDeMensagem(mensagem, mostrarPessoais)}`),
  });
  const rodando = await startService({
    gatekeeper: todos,
    server: { ...server, enabled: true, host, port: porta },
    credentials: openTransport(tls, log).server,
    log,
    services: [impressora],
  });
  console.log(`escutando em ${host}:${rodando.port}; nada é guardado; Ctrl-C encerra`);
  closeOnSignal(log, [rodando]);
}
