import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sumario } from '../analise/sumario.js';
import { emPng } from '../graficos/em-png.js';
import { desenharFiguras } from '../graficos/figuras.js';
import { emHtml } from '../relatorio/em-html.js';
import { emMarkdown } from '../relatorio/em-markdown.js';
import { escreverRelatorio } from '../relatorio/escrever.js';

/** Writes summary.json, the charts as SVG and PNG, report.md and report.html into a folder. */
export async function escreverResultados(pasta: string, sumario: Sumario): Promise<void> {
  const gravar = (nome: string, conteudo: string | Uint8Array): Promise<void> =>
    writeFile(join(pasta, nome), conteudo);
  const figuras = desenharFiguras(sumario);
  const documento = escreverRelatorio(sumario);
  const titulo = `Experimento de carga da ingestão, ${sumario.inicio.slice(0, 16).replace('T', ' ')} UTC`;
  await gravar('summary.json', `${JSON.stringify(sumario, null, 2)}\n`);
  for (const { nome, svg } of figuras) {
    await gravar(`${nome}.svg`, svg);
    await gravar(`${nome}.png`, await emPng(svg));
  }
  await gravar('report.md', emMarkdown(documento));
  const porNome = new Map(figuras.map(({ nome, svg }) => [nome, svg]));
  await gravar('report.html', emHtml(documento, { titulo, figuras: porNome }));
}
