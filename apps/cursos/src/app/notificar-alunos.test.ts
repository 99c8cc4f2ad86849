import { FakeClock, sequentialIds } from '@trilha/service-kit/testing';
import { curso } from '../../test/exemplos.js';
import { gravar } from '../adapters/cursos.contract.js';
import { createMemoryStores } from '../adapters/memory-stores.js';
import type { Aviso } from '../domain/aviso.js';
import { createInscreverAluno } from './inscrever-aluno.js';
import { createNotificarAlunos } from './notificar-alunos.js';

const signal = new AbortController().signal;
const AVISO = { idCurso: 'um', titulo: 'Oi', mensagem: 'Aula nova', requestId: 'r-1' };

async function setup(alunos: number) {
  const stores = createMemoryStores();
  const clock = new FakeClock();
  const newId = sequentialIds();
  /** By key, as notificacoes keeps them. */
  const kept = new Map<string, Aviso>();
  let restantes = Number.POSITIVE_INFINITY;
  const notificacoes = {
    enviar: async (aviso: Aviso) => {
      if (restantes <= 0) throw new Error('fora do ar');
      restantes -= 1;
      kept.set(aviso.id, aviso);
      return `n-${aviso.id}`;
    },
    recusou: () => false,
  };
  await gravar(stores.cursos, curso('um'), curso('dois'));
  const alunosDe = createInscreverAluno({ ...stores, clock, newId });
  for (let i = 0; i < alunos; i++) await alunosDe.inscreverAluno('um', `aluno-${i}`);
  return {
    ...alunosDe,
    kept,
    cairDepoisDe: (n: number) => {
      restantes = n;
    },
    notificar: createNotificarAlunos({ ...stores, notificacoes, clock, newId }),
  };
}

describe('notifying students', () => {
  it('reaches every active student of a big class once', async () => {
    const { notificar, kept, cancelarInscricao } = await setup(1_203);
    await cancelarInscricao('um', 'aluno-7');
    const { enviadas, requestId } = await notificar(AVISO, signal);
    expect(requestId).toBe('r-1');
    expect(new Set(enviadas.map(({ idUsuario }) => idUsuario)).size).toBe(1_202);
    expect([...kept.values()].some(({ idUsuario }) => idUsuario === 'aluno-7')).toBe(false);
  });

  it('repeated after a failure midway reaches the rest and nobody twice', async () => {
    const { notificar, kept, cairDepoisDe } = await setup(100);
    cairDepoisDe(40);
    await expect(notificar(AVISO, signal)).rejects.toThrow('fora do ar');
    expect(kept.size).toBe(40);
    cairDepoisDe(Number.POSITIVE_INFINITY);
    await notificar(AVISO, signal);
    expect(kept.size).toBe(100);
    expect(new Set([...kept.values()].map(({ idUsuario }) => idUsuario)).size).toBe(100);
  });

  it('tells the key it made when it fails, so that the caller can repeat', async () => {
    const { notificar, kept, cairDepoisDe } = await setup(10);
    cairDepoisDe(4);
    const error = await notificar({ ...AVISO, requestId: '' }, signal).catch((e: unknown) => e);
    expect(error).toMatchObject({ reason: 'ENVIO_INCOMPLETO' });
    const { metadata } = (error as { details: { metadata: Record<string, string> } }).details;
    cairDepoisDe(Number.POSITIVE_INFINITY);
    await notificar({ ...AVISO, requestId: metadata.request_id ?? '' }, signal);
    expect(kept.size).toBe(10);
  });

  it('uses other keys for another course', async () => {
    const { notificar, inscreverAluno, kept } = await setup(1);
    await inscreverAluno('dois', 'aluno-0');
    await notificar(AVISO, signal);
    await notificar({ ...AVISO, idCurso: 'dois' }, signal);
    expect(kept.size).toBe(2);
  });

  it('notifies one student who is enrolled, and no other', async () => {
    const { notificar, kept } = await setup(3);
    await notificar({ ...AVISO, idUsuario: 'aluno-1' }, signal);
    expect([...kept.values()].map(({ idUsuario }) => idUsuario)).toEqual(['aluno-1']);
    await expect(notificar({ ...AVISO, idUsuario: 'outro' }, signal)).rejects.toMatchObject({
      reason: 'USUARIO_NAO_INSCRITO',
    });
  });
});
