import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import { aula, curso, modulo } from '../../../test/exemplos.js';
import { createExportarCurso } from '../../app/exportar-curso.js';
import { createImportarCursos } from '../../app/importar-cursos.js';
import type { CursoEscrito } from '../../domain/importacao.js';
import { openStores } from '../open-stores.js';
import { PastaInvalida } from './pasta-invalida.js';
import { readPasta } from './read-pasta.js';
import { arquivosDe, writePasta } from './write-pasta.js';

const CONTENT = join(workspaceRoot(), 'apps/cursos/content');
const clock = { now: () => new Date('2026-04-01T00:00:00Z') };
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pasta-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(
    async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const,
  );
  return Object.fromEntries((await Promise.all(read)).sort());
}

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

const problems = async (): Promise<readonly string[]> => {
  const error = await readPasta(dir).catch((e: unknown) => e);
  if (!(error instanceof PastaInvalida)) throw new Error('expected problems', { cause: error });
  return error.problemas.map((problema) => problema.replaceAll(`${dir}/`, ''));
};

const escrito = (fields = {}): CursoEscrito => curso('um', fields) as CursoEscrito;
const HEAD =
  '---\nid: um\ntitulo: Um\nresumo: ""\nsituacao: rascunho\npre_requisitos: []\netiquetas: []\nautoria: Eu\nlicenca: MIT\n---\n';

describe('a course as a folder', () => {
  it.each(['fundamentos-de-sistemas-distribuidos', 'fotossintese-e-a-vida-das-plantas'])(
    'comes back from the database byte for byte: %s',
    async (id) => {
      const stores = await openStores({ databaseFile: ':memory:', clock });
      const importar = createImportarCursos({ ...stores, clock, concluirCompletos: async () => {} });
      await importar(await readPasta(join(CONTENT, id)));
      await writePasta(join(dir, id), await createExportarCurso(stores)(id));
      await stores.close();
      expect(await filesIn(join(dir, id))).toEqual(await filesIn(join(CONTENT, id)));
    },
  );

  it('names folders and files by place and id', () => {
    expect([...arquivosDe(escrito()).keys()]).toEqual([
      'curso.md',
      '01-m1/modulo.md',
      '01-m1/01-a.md',
      '01-m1/02-b.md',
      '02-m2/modulo.md',
      '02-m2/01-c.md',
    ]);
  });

  it('keeps the order of more than 99 lessons', async () => {
    const aulas = Array.from({ length: 120 }, (_, i) => aula(`a${i}`));
    await writePasta(join(dir, 'um'), escrito({ modulos: [modulo('m', aulas)] }));
    const [lido] = await readPasta(join(dir, 'um'));
    expect(lido?.modulos[0]?.aulas.map(({ id }) => id)).toEqual(aulas.map(({ id }) => id));
  });

  it('is read with every course beside it when the folder holds several', async () => {
    await put({ 'b/curso.md': HEAD.replace('id: um', 'id: b'), 'a/curso.md': HEAD, 'LICENSE.md': 'texto' });
    expect((await readPasta(dir)).map(({ id }) => id)).toEqual(['um', 'b']);
  });

  it('tells every problem of every file at once, with its line', async () => {
    await put({
      'curso.md': HEAD.replace('titulo: Um', 'titulo: 2001').replace('licenca: MIT\n', 'licença: MIT\n'),
      '01-m/modulo.md': '---\nid: M!\ntitulo: M\n---\n',
      '01-m/01-a.md': '---\nid: a\ntitulo: A\nduracao_minutos: muito\nsituacao: pronta\n---\n\nTexto\n',
      '01-m/nota.md': '',
      '02-vazio/01-a.md': '---\nid: a\ntitulo: A\nduracao_minutos: 1\nsituacao: publicada\n---\n',
    });
    expect(await problems()).toEqual([
      'curso.md:3: titulo: use um texto (números e datas entre aspas)',
      'curso.md:1: licenca: é obrigatório',
      'curso.md:9: licença: campo desconhecido; use id, titulo, resumo, situacao, pre_requisitos, etiquetas, autoria, licenca',
      '01-m/modulo.md:2: id: use de 1 a 64 letras minúsculas, dígitos e hifens',
      '01-m/nota.md: nome inesperado; use dois dígitos e um hífen, como em 01-inicio',
      '01-m/01-a.md:4: duracao_minutos: use um número',
      '01-m/01-a.md:5: situacao: use publicada ou rascunho',
      '02-vazio/modulo.md: arquivo não encontrado',
    ]);
  });

  it('has each id and each number once', async () => {
    const texto = '---\nid: a\ntitulo: A\nduracao_minutos: 1\nsituacao: publicada\n---\n';
    await put({
      'curso.md': HEAD,
      '01-m/modulo.md': '---\nid: m\ntitulo: M\n---\n',
      '01-m/01-a.md': texto,
      '01-m/01-b.md': texto,
      '01-m/02-a.md': texto,
    });
    const [number, id] = await problems();
    expect(number).toMatch(/^01-m\/01-b.md: mesmo número de .*01-a.md$/);
    expect(id).toMatch(/aula: o id "a" se repete/);
  });

  it('must be in UTF-8', async () => {
    await writeFile(join(dir, 'curso.md'), Buffer.from([0x2d, 0xff, 0xfe]));
    expect(await problems()).toEqual(['curso.md: não está em UTF-8']);
  });

  it('must hold a course', async () => {
    expect(await problems()).toEqual([`${dir}: nenhum curso: falta curso.md`]);
  });

  it('says that a folder does not exist', async () => {
    await rm(dir, { recursive: true });
    expect(await problems()).toEqual([`${dir}: não existe ou não é uma pasta`]);
  });

  it('is not written over what is there, and replaces a course only when told to', async () => {
    await put({ 'x/nota.txt': 'minha', 'c/curso.md': HEAD, 'c/01-velho/modulo.md': '' });
    await expect(writePasta(join(dir, 'x'), escrito())).rejects.toThrow('não está vazia');
    await expect(writePasta(join(dir, 'x'), escrito(), { substituir: true })).rejects.toThrow(
      'não é a pasta de um curso',
    );
    expect(await filesIn(join(dir, 'x'))).toEqual({ 'nota.txt': 'minha' });
    await writePasta(join(dir, 'c'), escrito(), { substituir: true });
    expect(Object.keys(await filesIn(join(dir, 'c'))).sort()).toEqual(
      [...arquivosDe(escrito()).keys()].sort(),
    );
    expect((await readdir(dir)).sort()).toEqual(['c', 'x']);
  });
});
