import type { Pergunta, Tutor } from '../app/ports.js';
import { conferirCitacoes } from '../domain/citacao.js';
import type { Resposta } from '../domain/interacao.js';

export interface TutorNoTeste {
  readonly tutor: Tutor;
  /** Makes what the tutor asks over the network answer this question, or not find it. */
  readonly prepare?: (mode: 'unary' | 'stream', encontra: boolean) => void;
}

const pergunta: Pergunta = {
  duvida: 'Onde ocorre a fotossíntese?',
  passagens: [
    { id: 'agua', titulo: 'Água', texto: 'A raiz absorve água do solo.' },
    { id: 'luz', titulo: 'Luz', texto: 'Plantas são verdes. A fotossíntese ocorre nos *cloroplastos*.' },
  ],
  conversa: [],
};
const foraDoAssunto: Pergunta = { ...pergunta, duvida: 'Quem pintou a Mona Lisa?' };
const prazo = () => ({ signal: new AbortController().signal, restanteMs: 5_000 });

async function streamed({ tutor }: TutorNoTeste, asked: Pergunta) {
  let text = '';
  const answers: Resposta[] = [];
  for await (const pedaco of tutor.transmitir(asked, prazo())) {
    if ('trecho' in pedaco) {
      expect(answers).toEqual([]);
      text += pedaco.trecho;
    } else answers.push(pedaco.resposta);
  }
  return { text, answers };
}

/** What everybody who answers must do. */
export function tutorContract(name: string, open: () => TutorNoTeste): void {
  describe(`${name} as Tutor`, () => {
    it('answers with verbatim citations of the passage that answers', async () => {
      const one = open();
      one.prepare?.('unary', true);
      const answer = await one.tutor.responder(pergunta, prazo());
      expect(answer).toMatchObject({ encontrou: true, idPassagem: 'luz' });
      expect(answer.citacoes.length).toBeGreaterThan(0);
      conferirCitacoes(answer.citacoes, pergunta.passagens);
    });

    it('says that it found nothing, without citations', async () => {
      const one = open();
      one.prepare?.('unary', false);
      const answer = await one.tutor.responder(foraDoAssunto, prazo());
      expect(answer).toMatchObject({ encontrou: false, citacoes: [], idPassagem: '' });
      expect(answer.texto).not.toBe('');
    });

    it.each([true, false])(
      'streams the text of the answer, then the answer once (found: %s)',
      async (found) => {
        const one = open();
        one.prepare?.('stream', found);
        const { text, answers } = await streamed(one, found ? pergunta : foraDoAssunto);
        expect(answers).toHaveLength(1);
        expect(answers[0]).toMatchObject({ texto: text, encontrou: found });
        conferirCitacoes(answers[0]?.citacoes ?? [], pergunta.passagens);
      },
    );

    it('does nothing for a caller that has gone', async () => {
      const one = open();
      const gone = { signal: AbortSignal.abort(), restanteMs: 5_000 };
      await expect(one.tutor.responder(pergunta, gone)).rejects.toMatchObject({ name: 'AbortError' });
      const first = one.tutor.transmitir(pergunta, gone)[Symbol.asyncIterator]().next();
      await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
}
