import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AulaEscrita, CursoEscrito, ModuloEscrito } from '../../domain/importacao.js';
import { writeDocumento } from './front-matter.js';
import { PastaInvalida } from './pasta-invalida.js';

/** The files of a course, by path within its folder. Equal courses give equal files. */
export function arquivosDe(curso: CursoEscrito): ReadonlyMap<string, string> {
  const files = new Map([['curso.md', cursoFile(curso)]]);
  curso.modulos.forEach((modulo, i) => {
    const folder = numbered(i, modulo.id);
    files.set(join(folder, 'modulo.md'), moduloFile(modulo));
    modulo.aulas.forEach((aula, j) => {
      files.set(join(folder, `${numbered(j, aula.id)}.md`), aulaFile(aula));
    });
  });
  return files;
}

const numbered = (index: number, id: string): string => `${String(index + 1).padStart(2, '0')}-${id}`;

const cursoFile = ({ id, titulo, resumo, situacao, descricao, ...curso }: CursoEscrito): string =>
  writeDocumento(
    {
      id,
      titulo,
      resumo,
      situacao,
      pre_requisitos: curso.preRequisitos,
      etiquetas: curso.etiquetas,
      autoria: curso.autoria,
      licenca: curso.licenca,
    },
    descricao,
  );

const moduloFile = ({ id, titulo, descricao }: ModuloEscrito): string =>
  writeDocumento({ id, titulo }, descricao);

const aulaFile = ({ id, titulo, duracaoMinutos, situacao, conteudo }: AulaEscrita): string =>
  writeDocumento({ id, titulo, duracao_minutos: duracaoMinutos, situacao }, conteudo);

/**
 * Writes a course as a folder, whole or not at all: it is made beside its place and then put there.
 *
 * @param options.substituir takes the place of a course's folder that is there
 * @throws PastaInvalida when the place holds something, or, to be replaced, something else than a course
 */
export async function writePasta(
  dir: string,
  curso: CursoEscrito,
  { substituir = false }: { readonly substituir?: boolean } = {},
): Promise<number> {
  const present: readonly string[] = await readdir(dir).catch(() => []);
  if (present.length > 0 && !substituir) {
    throw new PastaInvalida([
      `${dir}: a pasta não está vazia; use --substituir para trocar o curso que está nela`,
    ]);
  }
  if (present.length > 0 && !present.includes('curso.md')) {
    throw new PastaInvalida([`${dir}: não é a pasta de um curso (falta curso.md); nada foi trocado`]);
  }
  const made = `${dir}.${randomBytes(4).toString('hex')}.novo`;
  const files = arquivosDe(curso);
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(made, path)), { recursive: true });
      await writeFile(join(made, path), text);
    }
    await rm(dir, { recursive: true, force: true });
    await rename(made, dir);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return files.size;
}
