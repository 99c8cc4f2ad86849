import type {
  ChaveDeInscricao,
  InscricaoNoCurso,
  Inscricoes,
  MudancaDeInscricao,
  Pagina,
} from '../app/ports.js';
import { aulasPublicadas } from '../domain/curso.js';
import type { EventoInscricao, Inscricao, Quadro } from '../domain/inscricao.js';
import { compare, keyOf, type MemoryState } from './memory-state.js';

export class MemoryInscricoes implements Inscricoes {
  constructor(private readonly state: MemoryState) {}

  async alterar<T>(
    idCurso: string,
    idUsuario: string,
    decidir: (quadro: Quadro) => MudancaDeInscricao<T>,
  ): Promise<T> {
    const curso = this.state.cursos.get(idCurso);
    const known = this.state.inscricoes.get(keyOf(idUsuario, idCurso));
    const pendentes = (curso?.preRequisitos ?? [])
      .filter((id) => this.find(id, idUsuario)?.concluidaEm === undefined)
      .map((id) => ({ id, titulo: this.state.cursos.get(id)?.titulo ?? id }));
    const {
      gravar,
      avisos = [],
      resposta,
    } = decidir({
      idCurso,
      idUsuario,
      curso,
      inscricao: known?.inscricao,
      pendentes,
    });
    if (gravar === undefined) return resposta;
    const eventos = [...(known?.eventos ?? []), ...gravar.eventos];
    this.state.inscricoes.set(keyOf(idUsuario, idCurso), { inscricao: gravar.inscricao, eventos });
    const criadoEm = gravar.eventos.at(-1)?.ocorridoEm ?? new Date(0);
    for (const aviso of avisos) {
      this.state.avisos.set(aviso.id, { pendente: { aviso, criadoEm, tentativas: 0 }, proximaEm: criadoEm });
    }
    return resposta;
  }

  async buscar(idCurso: string, idUsuario: string): Promise<Inscricao | undefined> {
    return this.find(idCurso, idUsuario);
  }

  async doUsuario(
    idUsuario: string,
    { limite, apos, canceladas }: Pagina<ChaveDeInscricao> & { readonly canceladas: boolean },
  ): Promise<readonly InscricaoNoCurso[]> {
    const latest = (a: ChaveDeInscricao, b: ChaveDeInscricao) =>
      b.inscritoEm.getTime() - a.inscritoEm.getTime() || compare(b.idCurso, a.idCurso);
    return [...this.state.inscricoes.values()]
      .map(({ inscricao }) => inscricao)
      .filter((one) => one.idUsuario === idUsuario && (canceladas || one.situacao !== 'cancelada'))
      .filter((one) => apos === undefined || latest(one, apos) > 0)
      .sort(latest)
      .slice(0, limite)
      .flatMap((inscricao) => {
        const curso = this.state.cursos.get(inscricao.idCurso);
        return curso ? [{ inscricao, tituloCurso: curso.titulo, aulas: aulasPublicadas(curso) }] : [];
      });
  }

  async historico(idCurso: string, idUsuario: string): Promise<readonly EventoInscricao[]> {
    return this.state.inscricoes.get(keyOf(idUsuario, idCurso))?.eventos ?? [];
  }

  async ativos(idCurso: string, { limite, apos = '' }: Pagina<string>): Promise<readonly string[]> {
    return this.state
      .inscricoesDe(idCurso)
      .filter(({ situacao, idUsuario }) => situacao === 'ativa' && idUsuario > apos)
      .map(({ idUsuario }) => idUsuario)
      .sort(compare)
      .slice(0, limite);
  }

  async ativosSemPendencias(idCurso: string, { limite, apos }: Pagina<string>): Promise<readonly string[]> {
    const curso = this.state.cursos.get(idCurso);
    const aulas = curso === undefined ? [] : aulasPublicadas(curso);
    const ativos = await this.ativos(idCurso, { limite: Number.POSITIVE_INFINITY, apos });
    const temTodas = (idUsuario: string): boolean =>
      aulas.length > 0 &&
      aulas.every(({ id }) => this.find(idCurso, idUsuario)?.aulasConcluidas.has(id) === true);
    return ativos.filter(temTodas).slice(0, limite);
  }

  private find(idCurso: string, idUsuario: string): Inscricao | undefined {
    return this.state.inscricoes.get(keyOf(idUsuario, idCurso))?.inscricao;
  }
}
