import { status } from '@grpc/grpc-js';
import { Tutor } from '@trilha/proto-gen/chatbot';
import { gemini } from './support/fake-gemini.js';
import {
  AULA,
  ask,
  closeAll,
  historyOf,
  lista,
  reasonOf,
  start,
  startGemini,
  stream,
} from './support/scene.js';

afterEach(closeAll);

const fromGemini = {
  encontrou: true,
  resposta: 'Nos cloroplastos.',
  citacoes: [{ id_passagem: 'aula_contexto', trecho: 'A fotossíntese ocorre nos cloroplastos' }],
};

describe('without a language model', () => {
  it('answers from the lesson with verbatim citations, and keeps it', async () => {
    const chatbot = await start();
    const resposta = await ask(chatbot);
    expect(resposta).toMatchObject({
      encontrou: true,
      tutor: Tutor.TUTOR_OFFLINE,
      modelo: 'bm25-pt',
      motivoOffline: 'SEM_CHAVE',
      idPassagem: 'aula_contexto',
      uso: { tokensEntrada: 0, tokensSaida: 0 },
    });
    expect(resposta.citacoes.length).toBeGreaterThan(0);
    for (const { texto, inicio, fim } of resposta.citacoes) expect(AULA.slice(inicio, fim)).toBe(texto);
    expect(resposta.texto).toContain('A fotossíntese ocorre nos cloroplastos');
    const kept = await chatbot.client.getInteracao({ idInteracao: resposta.idInteracao });
    expect(kept).toMatchObject({ idUsuario: 'aluno-1', idCurso: 'botanica', idAula: 'folhas', resposta });
    expect(kept.duvida).toBe('Onde ocorre a fotossíntese?');
  });

  it('says honestly that the lesson does not answer', async () => {
    const resposta = await ask(await start(), { duvida: 'Quem pintou a Mona Lisa?' });
    expect(resposta).toMatchObject({ encontrou: false, citacoes: [], idPassagem: '' });
    expect(resposta.texto).toMatch(/^Não encontrei/);
  });

  it('answers from the best of many passages', async () => {
    const passagens = ['Pedras não respiram.', AULA, 'Rios correm para o mar.'].map((texto, i) => ({
      id: `aula-${i}`,
      titulo: `Aula ${i}`,
      texto,
    }));
    const { idPassagem, citacoes, texto } = await ask(await start(), { aulaContexto: '', passagens });
    expect(idPassagem).toBe('aula-1');
    expect(citacoes.every((citacao) => citacao.idPassagem === 'aula-1')).toBe(true);
    expect(texto).toContain('Segundo “Aula 1”');
  });

  it('streams the answer by sentence and ends with the whole of it', async () => {
    const chatbot = await start();
    const { trechos, respostas } = await stream(chatbot);
    expect(trechos.length).toBeGreaterThan(1);
    expect(respostas).toHaveLength(1);
    expect(trechos.join('')).toBe(respostas[0]?.texto);
    expect((await historyOf(chatbot)).map(({ id }) => id)).toEqual([respostas[0]?.idInteracao]);
  });
});

describe('with a language model', () => {
  it('answers with it, its tokens and checked citations', async () => {
    const model = await startGemini();
    model.answers(gemini.says(fromGemini));
    expect(await ask(await start({ geminiUrl: model.url }))).toMatchObject({
      texto: 'Nos cloroplastos.',
      tutor: Tutor.TUTOR_GEMINI,
      modelo: 'm',
      motivoOffline: '',
      confianca: undefined,
      citacoes: [{ texto: 'A fotossíntese ocorre nos cloroplastos', inicio: 0, fim: 38 }],
      uso: { tokensEntrada: 120, tokensSaida: 40 },
    });
  });

  it('falls back to the lesson when the model refuses, and says why', async () => {
    const model = await startGemini();
    model.answers(gemini.blocksPrompt);
    expect(await ask(await start({ geminiUrl: model.url }))).toMatchObject({
      tutor: Tutor.TUTOR_OFFLINE,
      encontrou: true,
      motivoOffline: 'BLOQUEADA',
      uso: { tokensEntrada: 0, tokensSaida: 0 },
    });
  });

  it('leaves time for the offline tutor within the caller’s deadline', async () => {
    const model = await startGemini();
    model.answers(gemini.staysSilent);
    const resposta = await ask(await start({ geminiUrl: model.url }), {}, 1_000);
    expect(resposta).toMatchObject({ tutor: Tutor.TUTOR_OFFLINE, motivoOffline: 'TEMPO_ESGOTADO' });
    expect(model.requests).toHaveLength(1);
  });

  it('does not ask it when the caller has no time for it', async () => {
    const model = await startGemini();
    const resposta = await ask(await start({ geminiUrl: model.url }), {}, 600);
    expect(resposta).toMatchObject({ tutor: Tutor.TUTOR_OFFLINE, motivoOffline: 'TEMPO_ESGOTADO' });
    expect(model.requests).toHaveLength(0);
  });

  it('streams what it says', async () => {
    const model = await startGemini();
    model.answers(gemini.streams(['Nela: “A raiz absorve ', 'água do solo.”']));
    const { trechos, respostas } = await stream(await start({ geminiUrl: model.url }));
    expect(trechos).toEqual(['Nela: “A raiz absorve ', 'água do solo.”']);
    expect(respostas).toMatchObject([
      { tutor: Tutor.TUTOR_GEMINI, citacoes: [{ texto: 'A raiz absorve água do solo.' }] },
    ]);
  });

  it('streams the offline answer when the model fails before its first text', async () => {
    const model = await startGemini();
    model.answers(gemini.fails(403));
    const { trechos, respostas } = await stream(await start({ geminiUrl: model.url }));
    expect(trechos.join('')).toBe(respostas[0]?.texto);
    expect(respostas).toMatchObject([{ tutor: Tutor.TUTOR_OFFLINE, motivoOffline: 'PEDIDO_RECUSADO' }]);
  });

  it('fails a stream that the model breaks off, and keeps nothing of it', async () => {
    const model = await startGemini();
    model.answers(gemini.beginsStream(['Nos cloro'], (response) => setImmediate(() => response.destroy())));
    const chatbot = await start({ geminiUrl: model.url });
    const { trechos, respostas, error } = await stream(chatbot);
    expect([trechos, respostas]).toEqual([['Nos cloro'], []]);
    expect(error).toMatchObject({ code: status.UNAVAILABLE });
    expect(reasonOf(error)).toBe('TUTOR_INTERROMPIDO');
    expect(await historyOf(chatbot)).toEqual([]);
  });

  it('tells it the turns before, of the same user’s conversation only', async () => {
    const model = await startGemini();
    model.answers(gemini.says(fromGemini), gemini.says(fromGemini));
    const chatbot = await start({ geminiUrl: model.url });
    const { idConversa } = await ask(chatbot);
    const second = await ask(chatbot, { duvida: 'E por quê?', idConversa });
    expect(second.idConversa).toBe(idConversa);
    const prompt = model.requests[1]?.user ?? '';
    expect(JSON.parse(prompt.split(/=====[^=]+=====/)[1] ?? '')).toMatchObject({
      conversa: [{ duvida: 'Onde ocorre a fotossíntese?', resposta: 'Nos cloroplastos.' }],
      duvida: 'E por quê?',
    });
    const stranger = ask(chatbot, { idConversa, idUsuario: 'aluno-2' });
    await expect(stranger).rejects.toMatchObject({ code: status.NOT_FOUND });
    expect(model.requests).toHaveLength(2);
  });

  it('asks it once for one request_id, however many ask at once', async () => {
    const model = await startGemini();
    model.answers(gemini.says(fromGemini));
    const chatbot = await start({ geminiUrl: model.url });
    const all = await Promise.all(Array.from({ length: 10 }, () => ask(chatbot, { requestId: 'p-1' })));
    expect(new Set(all.map(({ idInteracao }) => idInteracao)).size).toBe(1);
    expect(model.requests).toHaveLength(1);
    expect(await historyOf(chatbot)).toHaveLength(1);
  });
});

describe('history', () => {
  it('pages through a user’s questions, the newest first, of all or of one conversation', async () => {
    const chatbot = await start();
    const { idConversa } = await ask(chatbot, { duvida: 'Primeira fotossíntese?' });
    await ask(chatbot, { duvida: 'Segunda fotossíntese?' });
    await ask(chatbot, { duvida: 'Terceira fotossíntese?', idConversa });
    await ask(chatbot, { duvida: 'De outro?', idUsuario: 'aluno-2' });
    await ask(chatbot, { duvida: 'De ninguém?', idUsuario: '' });
    const first = await chatbot.client.listInteracoes({ ...lista, pageSize: 2 });
    const rest = await chatbot.client.listInteracoes({
      ...lista,
      pageSize: 2,
      pageToken: first.nextPageToken,
    });
    const duvidas = [...first.interacoes, ...rest.interacoes].map(({ duvida }) => duvida.split(' ')[0]);
    expect(duvidas).toEqual(['Terceira', 'Segunda', 'Primeira']);
    expect(rest.nextPageToken).toBe('');
    const ofOne = await chatbot.client.listInteracoes({ ...lista, idConversa });
    expect(ofOne.interacoes.map(({ duvida }) => duvida.split(' ')[0])).toEqual(['Terceira', 'Primeira']);
  });

  it('forgets all of a user and nothing of others', async () => {
    const chatbot = await start();
    await ask(chatbot);
    const other = await ask(chatbot, { idUsuario: 'aluno-2' });
    await chatbot.client.deleteHistory({ idUsuario: 'aluno-1' });
    await chatbot.client.deleteHistory({ idUsuario: 'aluno-1' });
    expect(await historyOf(chatbot)).toEqual([]);
    expect((await chatbot.client.getInteracao({ idInteracao: other.idInteracao })).idUsuario).toBe('aluno-2');
  });

  it('answers a stream repeated under its request_id with what it kept', async () => {
    const chatbot = await start();
    const first = await ask(chatbot, { requestId: 'p-1' });
    const { trechos, respostas } = await stream(chatbot, { requestId: 'p-1' });
    expect(trechos).toEqual([first.texto]);
    expect(respostas).toEqual([first]);
    const other = ask(chatbot, { requestId: 'p-1', duvida: 'Outra pergunta?' });
    await expect(other).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
  });

  it('names every wrong field at once', async () => {
    const chatbot = await start();
    const call = ask(chatbot, {
      duvida: ' a ',
      aulaContexto: '',
      idCurso: 'Curso Um',
      idUsuario: 'a b',
      idConversa: '?',
    });
    await expect(call).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(call).rejects.toThrow(/duvida.*id_usuario.*id_curso.*id_conversa.*aula_contexto/);
    const twice = { id: 'x', titulo: '', texto: 'y' };
    await expect(ask(chatbot, { passagens: [twice, twice] })).rejects.toThrow('passagens');
    await expect(chatbot.client.rateAnswer({ idInteracao: '', nota: 6 })).rejects.toThrow(
      /id_interacao.*nota/,
    );
    expect((await stream(chatbot, { duvida: 'a' })).error).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('knows no interaction that it does not keep', async () => {
    const { client } = await start();
    const none = { idInteracao: 'nenhuma' };
    for (const call of [
      client.getInteracao(none),
      client.rateAnswer({ ...none, nota: 3 }),
      client.registerMetrics(none),
    ]) {
      await expect(call).rejects.toMatchObject({ code: status.NOT_FOUND });
    }
  });
});

it('logs no word of question, lesson or answer', async () => {
  const model = await startGemini();
  model.answers(
    gemini.fails(400, [{ '@type': 'x', echo: 'segredoso' }]),
    gemini.beginsStream(['Segredoso: '], (response) => setImmediate(() => response.destroy())),
  );
  const chatbot = await start({ geminiUrl: model.url });
  const fields = { duvida: 'O que é segredoso?', aulaContexto: 'Segredoso é o que se esconde bem.' };
  await ask(chatbot, fields);
  await stream(chatbot, fields);
  await ask(chatbot, { ...fields, idConversa: 'nenhuma' }).catch(() => {});
  expect(chatbot.logged()).toContain('tutor_fell_back');
  expect(chatbot.logged()).not.toMatch(/segredoso/i);
});

it('tells its state, and that it goes on without insights', async () => {
  const chatbot = await start();
  const { servico, pronto, dependencias } = await chatbot.client.getStatus({});
  expect([servico, pronto]).toEqual(['chatbot', true]);
  expect(dependencias).toMatchObject([{ nome: 'insights', alcancavel: false, obrigatoria: false }]);
});
