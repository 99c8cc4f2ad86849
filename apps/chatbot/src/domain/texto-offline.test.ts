import { textoSemResposta, trechosDaResposta } from './texto-offline.js';

const citacao = (texto: string) => ({ idPassagem: 'a', texto, inicio: 0, fim: texto.length });

describe('trechosDaResposta', () => {
  it('quotes one sentence under the title of its passage', () => {
    expect(trechosDaResposta([citacao('A luz vira açúcar.')], 'Fotossíntese').join('')).toBe(
      'Segundo “Fotossíntese”:\n\n“A luz vira açúcar.”',
    );
  });

  it('gives one piece a sentence, the first one best', () => {
    const trechos = trechosDaResposta(['Um.', 'Dois.', 'Três.'].map(citacao), '');
    expect(trechos).toHaveLength(4);
    expect(trechos.join('')).toBe('Segundo o texto da aula:\n\n“Um.”\n\nVeja também:\n\n“Dois.”\n\n“Três.”');
  });

  it('says that it found nothing without citations', () => {
    expect(trechosDaResposta([], 'Fotossíntese')).toEqual([textoSemResposta()]);
  });
});
