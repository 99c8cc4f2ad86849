import type { Bloco, Documento } from './documento.js';

/** The report as Markdown, with the charts as files beside it. */
export const emMarkdown = (documento: Documento): string => `${documento.map(blocoEm).join('\n\n')}\n`;

function blocoEm(bloco: Bloco): string {
  switch (bloco.tipo) {
    case 'titulo':
      return `${'#'.repeat(bloco.nivel)} ${limpo(bloco.texto)}`;
    case 'paragrafo':
      return limpo(bloco.texto);
    case 'alerta':
      return `> **Atenção:** ${limpo(bloco.texto)}`;
    case 'lista':
      return bloco.itens.map((item) => `- ${limpo(item)}`).join('\n');
    case 'figura':
      return `![${limpo(bloco.legenda)}](${bloco.nome}.png)\n\n*${limpo(bloco.legenda)}* ([SVG](${bloco.nome}.svg))`;
    case 'tabela':
      return [
        linhaDe(bloco.colunas),
        linhaDe(bloco.colunas.map((_, i) => (i === 0 || bloco.textos === true ? '---' : '---:'))),
        ...bloco.linhas.map(linhaDe),
      ].join('\n');
  }
}

const linhaDe = (celulas: readonly string[]): string =>
  `| ${celulas.map((celula) => limpo(celula).replaceAll('|', '\\|')).join(' | ')} |`;

/** What Markdown would take for a mark of its own. */
const limpo = (texto: string): string => texto.replace(/[\\`*_<>[\]]/g, '\\$&').replaceAll('\n', ' ');
