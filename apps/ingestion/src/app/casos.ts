import { type AcompanharDeps, createAcompanhar } from './acompanhar.js';
import { createExportar, type ExportarDeps } from './exportar.js';
import { createReceber, type ReceberDeps } from './receber.js';

/** Everything that ingestion can be asked. */
export const createCasos = (com: ReceberDeps & AcompanharDeps & ExportarDeps) => ({
  ...createReceber(com),
  ...createAcompanhar(com),
  ...createExportar(com),
});
