import type { Metricas } from '../app/ports.js';
import type { Metrica } from '../domain/metrica.js';

export const metrica = (idInteracao: string, fields: Partial<Metrica> = {}): Metrica => ({
  idInteracao,
  idUsuario: 'aluno-1',
  idCurso: 'botanica',
  idAula: 'folhas',
  ocorridaEm: new Date('2026-03-02T12:00:00Z'),
  latenciaMs: 12.5,
  offline: true,
  encontrou: true,
  tokensEntrada: 0,
  tokensSaida: 0,
  modelo: 'bm25-pt',
  ...fields,
});

/** What every home of measures must do. */
export function metricasContract(name: string, open: () => Promise<Metricas>): void {
  describe(`${name} as Metricas`, () => {
    let metricas: Metricas;

    beforeEach(async () => {
      metricas = await open();
    });

    it('gives back what it keeps', async () => {
      const one = metrica('a', { nota: 4, tokensEntrada: 7 });
      await metricas.registrar([one]);
      expect(await metricas.buscar('a')).toEqual(one);
    });

    it('keeps the first of two with one id, within a batch too', async () => {
      expect(await metricas.registrar([metrica('a'), metrica('a', { latenciaMs: 99 }), metrica('b')])).toBe(
        2,
      );
      expect(await metricas.registrar([metrica('a', { latenciaMs: 98 })])).toBe(0);
      expect((await metricas.buscar('a'))?.latenciaMs).toBe(12.5);
    });

    it('replaces a rating, and knows no rating of an unknown id', async () => {
      await metricas.registrar([metrica('a', { nota: 1 })]);
      expect((await metricas.avaliar('a', 5))?.nota).toBe(5);
      expect(await metricas.avaliar('b', 5)).toBeUndefined();
    });

    it('counts by course or by lesson, the most asked first, page by page', async () => {
      await metricas.registrar([
        metrica('1'),
        metrica('2', { idAula: 'raizes' }),
        metrica('3', { idCurso: 'redes', idAula: 'rpc' }),
        metrica('4', { idCurso: 'algas', idAula: 'rpc' }),
      ]);
      const options = { porAula: false, limite: 2 };
      const first = await metricas.contar({}, options);
      expect(first).toEqual([
        { idCurso: 'botanica', idAula: '', perguntas: 2 },
        { idCurso: 'algas', idAula: '', perguntas: 1 },
      ]);
      expect(await metricas.contar({}, { ...options, apos: first[1] })).toEqual([
        { idCurso: 'redes', idAula: '', perguntas: 1 },
      ]);
      expect(await metricas.contar({ idCurso: 'botanica' }, { porAula: true, limite: 10 })).toEqual([
        { idCurso: 'botanica', idAula: 'folhas', perguntas: 1 },
        { idCurso: 'botanica', idAula: 'raizes', perguntas: 1 },
      ]);
    });

    it('counts the start of a range and not its end', async () => {
      const de = new Date('2026-03-02T00:00:00Z');
      const ate = new Date('2026-03-03T00:00:00Z');
      await metricas.registrar([metrica('a', { ocorridaEm: de }), metrica('b', { ocorridaEm: ate })]);
      expect(await metricas.total({ de, ate })).toBe(1);
      expect(await metricas.total({ de })).toBe(2);
    });

    it('measures latency by nearest rank, and shares over those that have them', async () => {
      await metricas.registrar(
        Array.from({ length: 20 }, (_, i) =>
          metrica(`m-${i}`, {
            latenciaMs: i + 1,
            offline: i < 5,
            encontrou: i < 15,
            nota: i < 4 ? [5, 4, 3, 1][i] : undefined,
          }),
        ),
      );
      expect(await metricas.qualidade({})).toEqual({
        respostas: 20,
        latenciaP50Ms: 10,
        latenciaP95Ms: 19,
        avaliadas: 4,
        notaMedia: 3.25,
        satisfacao: 0.5,
        parcelaOffline: 0.25,
        parcelaEncontrou: 0.75,
      });
    });

    it('leaves means and percentiles out when there is nothing to measure', async () => {
      expect(await metricas.qualidade({})).toEqual({ respostas: 0, avaliadas: 0 });
    });

    it('walks through all of them, the oldest first, however many', async () => {
      const start = Date.parse('2026-03-02T12:00:00Z');
      const many = Array.from({ length: 2_001 }, (_, i) =>
        metrica(`m-${String(i).padStart(5, '0')}`, {
          ocorridaEm: new Date(start + Math.floor((2_000 - i) / 2)),
        }),
      );
      await metricas.registrar(many);
      const walked: Metrica[] = [];
      for await (const one of metricas.percorrer({})) walked.push(one);
      expect(new Set(walked.map(({ idInteracao }) => idInteracao)).size).toBe(2_001);
      const times = walked.map(({ ocorridaEm }) => ocorridaEm.getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });
  });
}
