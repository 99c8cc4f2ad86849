import { anything, assert, integer, oneof, property, string, uint8Array } from 'fast-check';
import { errorMessage, readRequest, resultMessage, UnreadableRequest } from './message.js';

const read = (text: string) => readRequest(Buffer.from(text));
const refusal = (payload: Uint8Array): { id: unknown; message: string } => {
  try {
    readRequest(payload);
  } catch (error) {
    if (error instanceof UnreadableRequest) return { id: error.id, message: error.message };
    throw error;
  }
  throw new Error('it was read');
};

describe('a request', () => {
  it('has an id, a command, and fields of the command', () => {
    expect(read('{"id":"a","cmd":"compute","n":5,"deadline_ms":20}')).toEqual({
      id: 'a',
      cmd: 'compute',
      deadlineMs: 20,
      fields: { id: 'a', cmd: 'compute', n: 5, deadline_ms: 20 },
    });
  });

  it('may have no id', () => {
    expect(read('{"cmd":"stats"}').id).toBeNull();
    expect(read('{"id":null,"cmd":"stats"}').id).toBeNull();
  });

  it.each([
    ['', 'a mensagem está vazia'],
    ['{', 'a mensagem não está em JSON'],
    ['\uFEFF{}', 'a mensagem não está em JSON'],
    ['[1]', 'a mensagem não é um objeto JSON'],
    ['null', 'a mensagem não é um objeto JSON'],
    ['{"id":{},"cmd":"x"}', 'id: um texto de até 128 caracteres, ou um inteiro exato'],
    ['{"id":1.5,"cmd":"x"}', 'id: um texto de até 128 caracteres, ou um inteiro exato'],
    ['{"id":9007199254740993,"cmd":"x"}', 'id: um texto de até 128 caracteres, ou um inteiro exato'],
  ])('that is %j is refused without an id', (text, message) => {
    expect(refusal(Buffer.from(text))).toEqual({ id: null, message });
  });

  it('that is not UTF-8 is refused', () => {
    expect(refusal(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({
      id: null,
      message: 'a mensagem não está em UTF-8',
    });
  });

  it.each([
    ['{"id":7}', 'cmd: um texto com o nome do comando'],
    ['{"id":7,"cmd":3}', 'cmd: um texto com o nome do comando'],
    ['{"id":7,"cmd":"x","deadline_ms":0}', 'deadline_ms: um inteiro de 1 a 86400000'],
    ['{"id":7,"cmd":"x","deadline_ms":"5"}', 'deadline_ms: um inteiro de 1 a 86400000'],
  ])('that is %j is refused with its id', (text, message) => {
    expect(refusal(Buffer.from(text))).toEqual({ id: 7, message });
  });

  it('gives back the id that came', () => {
    const ids = oneof(string({ maxLength: 128 }), integer());
    assert(
      property(ids, (id) => {
        const { id: found } = read(JSON.stringify({ id, cmd: 'x' }));
        expect(JSON.parse(resultMessage(found, 1))).toEqual({ id, result: 1 });
        expect(JSON.parse(errorMessage(found, 'INTERNAL', 'm'))).toEqual({
          id,
          error: { code: 'INTERNAL', message: 'm' },
        });
      }),
    );
  });

  it('is read or refused, whatever the bytes are', () => {
    const payloads = oneof(
      uint8Array(),
      anything().map((value) => Buffer.from(JSON.stringify(value) ?? '')),
    );
    assert(
      property(payloads, (payload) => {
        try {
          expect(typeof readRequest(payload).cmd).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableRequest);
        }
      }),
    );
  });
});
