import type { Curso } from './curso.js';
import type { EventoInscricao } from './inscricao.js';

/** Something to tell a student; `id` is the idempotency key of its delivery. */
export interface Aviso {
  readonly id: string;
  readonly idUsuario: string;
  readonly titulo: string;
  readonly mensagem: string;
  readonly dados: Readonly<Record<string, string>>;
}

type Texto = Pick<Aviso, 'titulo' | 'mensagem'>;

const TEXTOS: Partial<Record<EventoInscricao['tipo'], (curso: string) => Texto>> = {
  inscrito: (curso) => ({
    titulo: 'Inscrição confirmada',
    mensagem: `Você está inscrito no curso "${curso}". Bons estudos!`,
  }),
  concluido: (curso) => ({
    titulo: 'Curso concluído',
    mensagem: `Parabéns! Você concluiu todas as aulas do curso "${curso}".`,
  }),
};

/** What a student hears of what happened: enrolling and completing; the rest the student did and saw. */
export const avisosDe = (
  curso: Pick<Curso, 'id' | 'titulo'>,
  idUsuario: string,
  eventos: readonly EventoInscricao[],
  newId: () => string,
): readonly Aviso[] =>
  eventos.flatMap(({ tipo }) => {
    const texto = TEXTOS[tipo]?.(curso.titulo);
    return texto === undefined
      ? []
      : [{ id: newId(), idUsuario, ...texto, dados: { id_curso: curso.id, evento: tipo } }];
  });
