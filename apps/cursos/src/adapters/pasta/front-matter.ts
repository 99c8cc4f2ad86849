import { isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { PastaInvalida } from './pasta-invalida.js';

/**
 * One file of a course: YAML between two lines of `---`, an empty line, and Markdown. Written so that
 *
 *     ---\n <yaml> ---\n \n <body> \n
 *
 * and, without a body, `---\n<yaml>---\n`. Reading what was written gives the same fields and the same body, whatever
 * the body holds; reading is lenient about a byte-order mark, Windows line ends and missing blank lines.
 */
export interface Documento {
  readonly campos: Readonly<Record<string, unknown>>;
  readonly corpo: string;
  /** Line of a field in the file, 1-based; that of the opening `---` for a field that is missing. */
  lineOf(campo: string): number;
}

export function writeDocumento(campos: Readonly<Record<string, unknown>>, corpo: string): string {
  const head = `---\n${stringify(campos, { lineWidth: 0 })}---\n`;
  return corpo === '' ? head : `${head}\n${corpo}\n`;
}

/**
 * @param file name for messages
 * @throws PastaInvalida
 */
export function readDocumento(file: string, raw: string): Documento {
  const text = withPlainLineEnds(raw.replace(/^\uFEFF/, ''));
  const [, yaml, rest] = /^---\n(.*?\n|)---(?:\n(.*))?$/s.exec(text) ?? [];
  if (yaml === undefined) {
    throw new PastaInvalida([`${file}:1: falta o cabeçalho YAML entre duas linhas "---"`]);
  }
  const lines = new LineCounter();
  const parsed = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line + 1;
  if (parsed.errors.length > 0) {
    throw new PastaInvalida(
      parsed.errors.map(({ pos, message }) => `${file}:${lineAt(pos[0])}: YAML inválido: ${message}`),
    );
  }
  const { contents } = parsed;
  if (!isMap(contents)) throw new PastaInvalida([`${file}:2: o cabeçalho não tem campos`]);
  return {
    campos: parsed.toJS() as Record<string, unknown>,
    corpo: corpoDe(rest ?? ''),
    lineOf: (campo) => {
      const key = contents.items
        .map((pair) => pair.key)
        .find((node) => isScalar(node) && node.value === campo);
      return isScalar(key) && key.range ? lineAt(key.range[0]) : 1;
    },
  };
}

/** Only a file whose first line ends the Windows way is taken for one of Windows: else a body may hold what it likes. */
const withPlainLineEnds = (text: string): string =>
  text.startsWith('---\r\n') ? text.replaceAll('\r\n', '\n') : text;

function corpoDe(rest: string): string {
  const body = rest.startsWith('\n') ? rest.slice(1) : rest;
  return body.endsWith('\n') ? body.slice(0, -1) : body;
}
