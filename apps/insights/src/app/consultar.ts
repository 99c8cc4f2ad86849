import { decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { metricaNaoEncontrada } from '../domain/errors.js';
import type { Contagem, Filtro, Metrica, Qualidade } from '../domain/metrica.js';
import { inicioDoPeriodo, type Periodo } from '../domain/periodo.js';
import type { Metricas } from './ports.js';

export interface AlunosAtivos {
  /** First day of the period, YYYY-MM-DD. */
  readonly inicio: string;
  readonly alunos: number;
  readonly perguntas: number;
}

export interface PedidoDeContagem {
  readonly filtro: Filtro;
  readonly porAula: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** The questions that the measures answer. */
export const createConsultar = ({ metricas }: { readonly metricas: Metricas }) => ({
  /** @throws DomainError METRICA_NAO_ENCONTRADA */
  buscar: async (idInteracao: string): Promise<Metrica> => {
    const metrica = await metricas.buscar(idInteracao);
    if (metrica === undefined) throw metricaNaoEncontrada(idInteracao);
    return metrica;
  },

  contarPerguntas: async (pedido: PedidoDeContagem): Promise<Page<Contagem> & { readonly total: number }> => {
    const limite = pageSizeOf(pedido.pageSize);
    const key = decodePageToken(pedido.pageToken, ['number', 'string', 'string']);
    const apos = key && { perguntas: key[0], idCurso: key[1], idAula: key[2] };
    const [linhas, total] = await Promise.all([
      metricas.contar(pedido.filtro, { porAula: pedido.porAula, limite: limite + 1, apos }),
      metricas.total(pedido.filtro),
    ]);
    const page = pageOf(linhas, limite, ({ perguntas, idCurso, idAula }) => [perguntas, idCurso, idAula]);
    return { ...page, total };
  },

  /** Interactions without a user count as questions, not as learners. */
  alunosAtivos: async (filtro: Filtro, periodo: Periodo): Promise<readonly AlunosAtivos[]> => {
    const periodos = new Map<string, { alunos: Set<string>; perguntas: number }>();
    for await (const { ocorridaEm, idUsuario } of metricas.percorrer(filtro)) {
      const inicio = inicioDoPeriodo(ocorridaEm, periodo);
      const linha = periodos.get(inicio) ?? { alunos: new Set(), perguntas: 0 };
      linha.perguntas += 1;
      if (idUsuario !== '') linha.alunos.add(idUsuario);
      periodos.set(inicio, linha);
    }
    return [...periodos]
      .map(([inicio, { alunos, perguntas }]) => ({ inicio, alunos: alunos.size, perguntas }))
      .sort((a, b) => (a.inicio < b.inicio ? -1 : 1));
  },

  qualidade: (filtro: Filtro): Promise<Qualidade> => metricas.qualidade(filtro),

  percorrer: (filtro: Filtro): AsyncIterable<Metrica> => metricas.percorrer(filtro),
});
