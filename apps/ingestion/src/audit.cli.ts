/** Proves from the data folder of a stopped service that every acknowledged event is accounted for; `--help` tells how. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FolderStorage, StorageLocked } from '@trilha/pipeline';
import { pastaDaAnalise, pastaDoLog } from './adapters/abrir-armazem.js';
import { auditar } from './auditoria/auditar.js';
import { Barra } from './auditoria/barra.js';
import { textoDoLaudo } from './auditoria/texto-do-laudo.js';
import { loadCliConfig } from './config.js';

const USAGE = `Confere, pelo que está gravado, que cada evento confirmado está finalizado, morto ou pendente, uma vez só.

  npx nx run ingestion:audit -- [--data PASTA] [--json]

  --data PASTA  a pasta de dados (DATA__DIR); o serviço deve estar parado
  --json        o laudo em JSON
  --help        mostra esta ajuda

Nada é alterado. Código de saída: 0 tudo confere, 1 há problemas (os primeiros são mostrados com seu offset no log),
2 não foi possível conferir.`;

const leave = (text: string): void => {
  console.error(text);
  process.exitCode = 2;
};

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else await main(values.data, values.json);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof StorageLocked)
    leave('o serviço está em execução sobre esta pasta; pare-o e confira de novo');
  else if (code?.startsWith('ERR_PARSE_ARGS')) leave(`${message}\n\n${USAGE}`);
  else leave(message);
}

async function main(data: string | undefined, json: boolean): Promise<void> {
  const folder = loadCliConfig(process.env).folderOf(data);
  if (!existsSync(pastaDoLog(folder))) throw new Error(`não há dados da ingestão em ${folder}`);
  const barra = new Barra('conferindo registros e resultados');
  const laudo = await auditar({
    pastaDoLog: await FolderStorage.open(pastaDoLog(folder)),
    pastaDaAnalise: await FolderStorage.open(pastaDaAnalise(folder)),
    progresso: (feitos, todos) => barra.mostrar(feitos, todos),
  }).finally(() => barra.fechar());
  console.log(json ? JSON.stringify(laudo, null, 2) : textoDoLaudo(laudo));
  if (laudo.quantosProblemas > 0) process.exitCode = 1;
}
