import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AulaEscrita, CursoEscrito, ModuloEscrito } from '../../domain/importacao.js';
import { aulaFields, cursoFields, FieldReader, moduloFields } from './fields.js';
import { readDocumento } from './front-matter.js';
import { PastaInvalida } from './pasta-invalida.js';

const CURSO = 'curso.md';
const MODULO = 'modulo.md';

/**
 * The course in a folder, or the courses in the folders inside it when it has no `curso.md` of its own.
 *
 * @throws PastaInvalida with every problem of every file
 */
export async function readPasta(dir: string): Promise<readonly CursoEscrito[]> {
  const names = await namesIn(dir).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? new PastaInvalida([`${dir}: não existe ou não é uma pasta`])
      : error;
  });
  if (names.some(({ name }) => name === CURSO)) return [await readCurso(dir)];
  const folders = names.filter(({ folder }) => folder).map(({ name }) => join(dir, name));
  const cursos: CursoEscrito[] = [];
  const problemas: string[] = [];
  for (const folder of folders) {
    if (!(await namesIn(folder)).some(({ name }) => name === CURSO)) continue;
    await readCurso(folder).then(
      (curso) => cursos.push(curso),
      (error: unknown) => problemas.push(...problemasDe(error)),
    );
  }
  if (problemas.length > 0) throw new PastaInvalida(problemas);
  if (cursos.length === 0) throw new PastaInvalida([`${dir}: nenhum curso: falta ${CURSO}`]);
  return cursos;
}

async function readCurso(dir: string): Promise<CursoEscrito> {
  const problemas: string[] = [];
  const names = await namesIn(dir);
  const modulos: ModuloEscrito[] = [];
  const curso = await readFields(join(dir, CURSO), cursoFields, problemas);
  const folders = ordered(dir, names, { keep: CURSO, accepts: ({ folder }) => folder }, problemas);
  for (const folder of folders) {
    const modulo = await readModulo(join(dir, folder), problemas);
    if (modulo !== undefined) modulos.push(modulo);
  }
  repeated(dir, 'módulo', modulos, problemas);
  repeated(
    dir,
    'aula',
    modulos.flatMap(({ aulas }) => aulas),
    problemas,
  );
  if (problemas.length > 0 || curso === undefined) throw new PastaInvalida(problemas);
  return { ...curso, modulos };
}

async function readModulo(dir: string, problemas: string[]): Promise<ModuloEscrito | undefined> {
  const names = await namesIn(dir);
  const modulo = await readFields(join(dir, MODULO), moduloFields, problemas);
  const files = ordered(
    dir,
    names,
    { keep: MODULO, accepts: ({ name, folder }) => !folder && name.endsWith('.md') },
    problemas,
  );
  const aulas: AulaEscrita[] = [];
  for (const file of files) {
    const aula = await readFields(join(dir, file), aulaFields, problemas);
    if (aula !== undefined) aulas.push(aula);
  }
  return modulo && { ...modulo, aulas };
}

interface Name {
  readonly name: string;
  readonly folder: boolean;
}

/** What lies in a folder, hidden files left out. */
async function namesIn(dir: string): Promise<readonly Name[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ name: entry.name, folder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The names that begin with a number and a hyphen, by number; a problem for each that is something else. */
function ordered(
  dir: string,
  names: readonly Name[],
  { keep, accepts }: { readonly keep: string; readonly accepts: (name: Name) => boolean },
  problemas: string[],
): readonly string[] {
  const places = new Map<number, string>();
  for (const entry of names.filter(({ name }) => name !== keep)) {
    const place = Number(/^(\d{1,4})-/.exec(entry.name)?.[1] ?? Number.NaN);
    const path = join(dir, entry.name);
    const other = places.get(place);
    if (Number.isNaN(place) || !accepts(entry)) {
      problemas.push(`${path}: nome inesperado; use dois dígitos e um hífen, como em 01-inicio`);
    } else if (other !== undefined) {
      problemas.push(`${path}: mesmo número de ${other}`);
    } else places.set(place, entry.name);
  }
  return [...places].sort(([a], [b]) => a - b).map(([, name]) => name);
}

async function readFields<T>(
  file: string,
  fields: (reader: FieldReader) => T,
  problemas: string[],
): Promise<T | undefined> {
  try {
    const reader = new FieldReader(file, readDocumento(file, await textOf(file)), problemas);
    const values = fields(reader);
    reader.end();
    return values;
  } catch (error) {
    problemas.push(...problemasDe(error));
    return undefined;
  }
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new PastaInvalida([`${file}: arquivo não encontrado`]) : error;
  });
  if (!isUtf8(bytes)) throw new PastaInvalida([`${file}: não está em UTF-8`]);
  return bytes.toString('utf8');
}

function problemasDe(error: unknown): readonly string[] {
  if (error instanceof PastaInvalida) return error.problemas;
  throw error;
}

function repeated(
  dir: string,
  what: string,
  items: readonly { readonly id: string }[],
  problemas: string[],
): void {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) problemas.push(`${dir}: ${what}: o id "${id}" se repete`);
    seen.add(id);
  }
}
