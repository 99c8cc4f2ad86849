import type {
  Acervo,
  AlterarOptions,
  ChaveDeCurso,
  CursoListado,
  Cursos,
  FiltroDeCursos,
  MudancaDeCursos,
  Pagina,
} from '../app/ports.js';
import { type Aula, type AulaLida, aulasDe, aulasPublicadas, type Curso } from '../domain/curso.js';
import { normalizar } from '../domain/texto.js';
import { textoDeBusca } from './curso-rows.js';
import { compare, keyOf, type MemoryState } from './memory-state.js';

export class MemoryCursos implements Cursos {
  constructor(private readonly state: MemoryState) {}

  async listar(
    filtro: FiltroDeCursos,
    { limite, apos }: Pagina<ChaveDeCurso>,
  ): Promise<readonly CursoListado[]> {
    const order = (a: ChaveDeCurso, b: ChaveDeCurso) => compare(a.ordem, b.ordem) || compare(a.id, b.id);
    const keyed = (curso: Curso) => ({ ordem: normalizar(curso.titulo), id: curso.id });
    return this.matching(filtro)
      .filter((curso) => apos === undefined || order(keyed(curso), apos) > 0)
      .sort((a, b) => order(keyed(a), keyed(b)))
      .slice(0, limite)
      .map((curso) => ({ curso: { ...curso, modulos: [] }, totalAulas: aulasPublicadas(curso).length }));
  }

  async total(filtro: FiltroDeCursos): Promise<number> {
    return this.matching(filtro).length;
  }

  async buscar(idCurso: string): Promise<Curso | undefined> {
    return this.read(idCurso, { comTextos: false });
  }

  async buscarAula(idCurso: string, idAula: string): Promise<AulaLida | undefined> {
    return (await this.aulas(idCurso, { rascunhos: true })).find(({ id }) => id === idAula);
  }

  async aulas(idCurso: string, { rascunhos }: { readonly rascunhos: boolean }): Promise<readonly AulaLida[]> {
    const modulos = this.state.cursos.get(idCurso)?.modulos ?? [];
    return modulos
      .flatMap(({ id, aulas }) =>
        aulas.map((aula, i) => ({ ...aula, conteudo: aula.conteudo ?? '', idModulo: id, posicao: i + 1 })),
      )
      .filter(({ situacao }) => rascunhos || situacao === 'publicada');
  }

  async alterar<T>(
    ids: readonly string[],
    decidir: (acervo: Acervo) => MudancaDeCursos<T>,
    { comTextos = false, pedido }: AlterarOptions = {},
  ): Promise<T> {
    const key = pedido && pedido.requestId !== '' ? keyOf(pedido.escopo, pedido.requestId) : undefined;
    if (key !== undefined && this.state.pedidos.has(key)) return this.state.pedidos.get(key) as T;
    // No await from here on: this is the transaction.
    const found = ids.flatMap((id): [string, Curso][] => {
      const curso = this.read(id, { comTextos });
      return curso === undefined ? [] : [[id, curso]];
    });
    const enrolled = (id: string) =>
      this.state.inscricoesDe(id).filter(({ situacao }) => situacao !== 'cancelada').length;
    const {
      gravar = [],
      remover = [],
      resposta,
    } = decidir({
      cursos: new Map(found),
      grafo: this.state.cursos,
      inscritos: new Map(ids.map((id) => [id, enrolled(id)])),
    });
    for (const curso of gravar) this.write(curso);
    for (const id of remover) this.remove(id);
    if (key !== undefined) this.state.pedidos.set(key, resposta);
    return resposta;
  }

  private read(id: string, { comTextos }: { readonly comTextos: boolean }): Curso | undefined {
    const curso = this.state.cursos.get(id);
    if (curso === undefined || comTextos) return curso;
    return withLessons(curso, ({ conteudo: _conteudo, ...aula }) => aula);
  }

  private matching({ palavras, rascunhos }: FiltroDeCursos): Curso[] {
    return [...this.state.cursos.values()].filter((curso) => {
      if (!rascunhos && curso.situacao === 'rascunho') return false;
      const aulas = aulasDe(curso).filter(({ situacao }) => rascunhos || situacao === 'publicada');
      const texto = textoDeBusca(curso, aulas);
      return palavras.every((palavra) => texto.includes(palavra));
    });
  }

  private write(curso: Curso): void {
    const before = new Map(
      aulasDe(this.state.cursos.get(curso.id) ?? { ...curso, modulos: [] }).map((a) => [a.id, a]),
    );
    const texto = (aula: Aula) => aula.conteudo ?? before.get(aula.id)?.conteudo ?? '';
    this.state.cursos.set(
      curso.id,
      withLessons(curso, (aula) => ({ ...aula, conteudo: texto(aula) })),
    );
    const kept = new Set(aulasDe(curso).map(({ id }) => id));
    for (const inscricao of this.state.inscricoesDe(curso.id)) {
      const key = keyOf(inscricao.idUsuario, curso.id);
      const known = this.state.inscricoes.get(key);
      const aulasConcluidas = new Set([...inscricao.aulasConcluidas].filter((id) => kept.has(id)));
      if (known) this.state.inscricoes.set(key, { ...known, inscricao: { ...inscricao, aulasConcluidas } });
    }
  }

  private remove(id: string): void {
    for (const { idUsuario } of this.state.inscricoesDe(id))
      this.state.inscricoes.delete(keyOf(idUsuario, id));
    this.state.cursos.delete(id);
  }
}

const withLessons = (curso: Curso, change: (aula: Aula) => Aula): Curso => ({
  ...curso,
  modulos: curso.modulos.map((modulo) => ({ ...modulo, aulas: modulo.aulas.map(change) })),
});
