import type { Bloco, Documento } from './documento.js';

export interface EmHtmlOptions {
  readonly titulo: string;
  /** SVG by the name of the figure. */
  readonly figuras: ReadonlyMap<string, string>;
}

/** The report as one page that needs nothing else: charts inside, no script, fit to be printed. */
export function emHtml(documento: Documento, { titulo, figuras }: EmHtmlOptions): string {
  return `<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texto(titulo)}</title>
<style>${ESTILO}</style>
</head>
<body>
<main>
${documento.map((bloco) => blocoEm(bloco, figuras)).join('\n')}
</main>
</body>
</html>
`;
}

function blocoEm(bloco: Bloco, figuras: ReadonlyMap<string, string>): string {
  switch (bloco.tipo) {
    case 'titulo':
      return `<h${bloco.nivel}>${texto(bloco.texto)}</h${bloco.nivel}>`;
    case 'paragrafo':
      return `<p>${texto(bloco.texto)}</p>`;
    case 'alerta':
      return `<p class="alerta" role="alert"><strong>Atenção:</strong> ${texto(bloco.texto)}</p>`;
    case 'lista':
      return `<ul>${bloco.itens.map((item) => `<li>${texto(item)}</li>`).join('')}</ul>`;
    case 'figura': {
      const svg = figuras.get(bloco.nome);
      if (svg === undefined) throw new RangeError(`não há figura ${bloco.nome}`);
      const legenda = texto(bloco.legenda);
      return `<figure role="img" aria-label="${legenda}">${comNomesProprios(svg, bloco.nome)}<figcaption>${legenda}</figcaption></figure>`;
    }
    case 'tabela':
      return tabelaEm(bloco);
  }
}

function tabelaEm({ colunas, linhas, textos = false }: Extract<Bloco, { tipo: 'tabela' }>): string {
  const classe = (i: number): string => (i === 0 || textos ? '' : ' class="n"');
  const cabeca = colunas.map((coluna, i) => `<th scope="col"${classe(i)}>${texto(coluna)}</th>`).join('');
  const corpo = linhas
    .map((linha) => `<tr>${linha.map((celula, i) => `<td${classe(i)}>${texto(celula)}</td>`).join('')}</tr>`)
    .join('\n');
  return `<div class="tabela"><table><thead><tr>${cabeca}</tr></thead><tbody>\n${corpo}\n</tbody></table></div>`;
}

/** In one page the names inside of several drawings must not meet. */
const comNomesProprios = (svg: string, nome: string): string =>
  svg
    .replace(/\b(id|xlink:href|href)="(#?)(zr[^"]*)"/g, `$1="$2${nome}-$3"`)
    .replace(/url\(#(zr[^)]*)\)/g, `url(#${nome}-$1)`)
    .replace(/<svg /, '<svg preserveAspectRatio="xMidYMid meet" ');

const texto = (cru: string): string => cru.replace(/[&<>"']/g, (sinal) => `&#${sinal.codePointAt(0)};`);

const ESTILO = `
:root{color-scheme:light}
body{margin:0;background:#fff;color:#1d1d1f;font:16px/1.55 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:880px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:1.8rem;line-height:1.2}
h2{margin-top:2.4rem;border-bottom:1px solid #ddd;padding-bottom:.3rem}
h3{margin-top:1.8rem}
figure{margin:1.5rem 0;break-inside:avoid}
figure svg{display:block;width:100%;height:auto}
figcaption{font-size:.9rem;color:#555;text-align:center}
.tabela{overflow-x:auto;break-inside:avoid}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid #e2e2e2;text-align:left;vertical-align:top}
th{border-bottom:2px solid #999}
.n{text-align:right;font-variant-numeric:tabular-nums}
.alerta{border-left:4px solid #d55e00;background:#fdf1e8;padding:.6rem .9rem}
@page{margin:16mm}
@media print{body{font-size:11pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}}
`;
