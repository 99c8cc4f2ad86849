import fc from 'fast-check';
import { aula, curso, INICIO, modulo } from '../../test/exemplos.js';
import { aulasPublicadas, type Curso } from './curso.js';
import {
  cancelar,
  type Inscricao,
  inscrever,
  progressoDe,
  type Quadro,
  reavaliar,
  registrarProgresso,
  type Transicao,
} from './inscricao.js';

const AGORA = new Date('2026-04-01T00:00:00Z');
const um = curso('um');
const quadro = (inscricao?: Inscricao, fields: Partial<Quadro> = {}): Quadro => ({
  idCurso: 'um',
  idUsuario: 'ana',
  curso: um,
  inscricao,
  pendentes: [],
  ...fields,
});
const ativa = (...feitas: string[]): Inscricao => ({
  idCurso: 'um',
  idUsuario: 'ana',
  situacao: 'ativa',
  inscritoEm: INICIO,
  aulasConcluidas: new Set(feitas),
});
const tipos = ({ eventos }: Transicao): string[] => eventos.map(({ tipo }) => tipo);
const concluir = (inscricao: Inscricao, idAula: string, concluida = true, naturalmente: Curso = um) =>
  registrarProgresso(quadro(inscricao, { curso: naturalmente }), { idAula, concluida }, AGORA);

describe('enrolling', () => {
  it('begins an active enrolment', () => {
    const { inscricao, eventos } = inscrever(quadro(), AGORA);
    expect(inscricao).toMatchObject({ situacao: 'ativa', inscritoEm: AGORA });
    expect(eventos).toEqual([{ tipo: 'inscrito', ocorridoEm: AGORA }]);
  });

  it('changes nothing the second time, even when a new prerequisite is pending', () => {
    const pendentes = [{ id: 'x', titulo: 'X' }];
    expect(inscrever(quadro(ativa('a'), { pendentes }), AGORA)).toEqual({
      inscricao: ativa('a'),
      eventos: [],
    });
  });

  it('takes a course up again with its progress', () => {
    const { inscricao } = inscrever(
      quadro({ ...ativa('a'), situacao: 'cancelada', canceladaEm: INICIO }),
      AGORA,
    );
    expect(inscricao).toMatchObject({
      situacao: 'ativa',
      inscritoEm: AGORA,
      aulasConcluidas: new Set(['a']),
    });
    expect(inscricao.canceladaEm).toBeUndefined();
  });

  it('keeps a course completed that was left after completing it, without completing it twice', () => {
    const deixada = { ...ativa('a', 'b', 'c'), situacao: 'cancelada', concluidaEm: INICIO } as const;
    const transicao = inscrever(quadro(deixada), AGORA);
    expect(transicao.inscricao).toMatchObject({ situacao: 'concluida', concluidaEm: INICIO });
    expect(tipos(transicao)).toEqual(['inscrito']);
  });

  it('names the prerequisites that are pending', () => {
    const pendentes = [
      { id: 'x', titulo: 'Curso X' },
      { id: 'y', titulo: 'Curso Y' },
    ];
    expect(() => inscrever(quadro(undefined, { pendentes }), AGORA)).toThrow('Curso X (x), Curso Y (y)');
  });

  it.each([undefined, curso('um', { situacao: 'rascunho' })])('knows no unpublished course', (fechado) => {
    expect(() => inscrever(quadro(undefined, { curso: fechado }), AGORA)).toThrow(
      expect.objectContaining({ reason: 'CURSO_NAO_ENCONTRADO' }),
    );
  });
});

describe('leaving', () => {
  it('keeps the progress', () => {
    const { inscricao, eventos } = cancelar(quadro(ativa('a')), AGORA);
    expect(inscricao).toEqual({ ...ativa('a'), situacao: 'cancelada', canceladaEm: AGORA });
    expect(eventos).toEqual([{ tipo: 'cancelado', ocorridoEm: AGORA }]);
  });

  it('changes nothing the second time', () => {
    const deixada = { ...ativa(), situacao: 'cancelada', canceladaEm: INICIO } as const;
    expect(cancelar(quadro(deixada), AGORA)).toEqual({ inscricao: deixada, eventos: [] });
  });

  it('needs an enrolment', () => {
    expect(() => cancelar(quadro(), AGORA)).toThrow(
      expect.objectContaining({ reason: 'INSCRICAO_NAO_ENCONTRADA' }),
    );
  });
});

describe('recording progress', () => {
  it('completes the course with its last published lesson', () => {
    const transicao = concluir(ativa('a', 'b'), 'c');
    expect(transicao.inscricao).toMatchObject({ situacao: 'concluida', concluidaEm: AGORA });
    expect(tipos(transicao)).toEqual(['aula-concluida', 'concluido']);
  });

  it('does not wait for draft lessons', () => {
    const modulos = [modulo('m1', [aula('a'), aula('b', { situacao: 'rascunho' })])];
    expect(concluir(ativa(), 'a', true, curso('um', { modulos })).inscricao.situacao).toBe('concluida');
  });

  it('changes nothing when repeated', () => {
    expect(concluir(ativa('a'), 'a')).toEqual({ inscricao: ativa('a'), eventos: [] });
    expect(concluir(ativa(), 'a', false)).toEqual({ inscricao: ativa(), eventos: [] });
  });

  it('opens a completed course again when a lesson is taken back', () => {
    const completa = concluir(ativa('a', 'b'), 'c').inscricao;
    const transicao = concluir(completa, 'a', false);
    expect(transicao.inscricao).toMatchObject({ situacao: 'ativa', concluidaEm: undefined });
    expect(transicao.eventos).toEqual([{ tipo: 'aula-reaberta', ocorridoEm: AGORA, idAula: 'a' }]);
  });

  it('keeps a completed course completed when a lesson was added since', () => {
    const completa = concluir(ativa('a', 'b'), 'c').inscricao;
    const maior = curso('um', { modulos: [...um.modulos, modulo('m3', [aula('d'), aula('e')])] });
    const transicao = concluir(completa, 'd', true, maior);
    expect(transicao.inscricao).toMatchObject({ situacao: 'concluida', concluidaEm: AGORA });
    expect(tipos(transicao)).toEqual(['aula-concluida']);
  });

  it('needs a published lesson and someone enrolled', () => {
    const rascunho = curso('um', {
      modulos: [modulo('m', [aula('a'), aula('b', { situacao: 'rascunho' })])],
    });
    expect(() => concluir(ativa(), 'b', true, rascunho)).toThrow(
      expect.objectContaining({ reason: 'AULA_NAO_ENCONTRADA' }),
    );
    for (const inscricao of [undefined, { ...ativa(), situacao: 'cancelada' } as const]) {
      expect(() => registrarProgresso(quadro(inscricao), { idAula: 'a', concluida: true }, AGORA)).toThrow(
        expect.objectContaining({ reason: 'USUARIO_NAO_INSCRITO' }),
      );
    }
  });

  it('is completed exactly when every published lesson is, whatever the order of steps', () => {
    const step = fc.record({ idAula: fc.constantFrom('a', 'b', 'c'), concluida: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const depois = steps.reduce(
          (now, { idAula, concluida }) => concluir(now, idAula, concluida).inscricao,
          ativa(),
        );
        const { percentual, continuarEm } = progressoDe(aulasPublicadas(um), depois.aulasConcluidas);
        expect(depois.situacao === 'concluida').toBe(percentual === 100);
        expect(continuarEm === undefined).toBe(percentual === 100);
        expect(depois.concluidaEm !== undefined).toBe(depois.situacao === 'concluida');
      }),
    );
  });
});

describe('reavaliar', () => {
  it('completes whoever lacks nothing since a lesson was taken away', () => {
    const menor = curso('um', { modulos: [modulo('m1', [aula('a')])] });
    expect(reavaliar(quadro(ativa('a'), { curso: menor }), AGORA)?.inscricao.situacao).toBe('concluida');
    expect(reavaliar(quadro(ativa('b'), { curso: menor }), AGORA)).toBeUndefined();
  });
});

describe('progressoDe', () => {
  it('continues at the first open lesson in reading order', () => {
    expect(progressoDe(aulasPublicadas(um), new Set(['a', 'c']))).toEqual({
      totalAulas: 3,
      aulasConcluidas: 2,
      percentual: (100 * 2) / 3,
      continuarEm: { id: 'b', idModulo: 'm1', titulo: 'Aula b' },
    });
  });

  it('is zero in a course without lessons', () => {
    expect(progressoDe([], new Set())).toEqual({ totalAulas: 0, aulasConcluidas: 0, percentual: 0 });
  });
});
