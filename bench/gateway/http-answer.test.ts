import { readHttpAnswer } from './http-answer.js';

const read = (text: string) => readHttpAnswer(Buffer.from(text));

describe('readHttpAnswer', () => {
  it('finds the status and the body by the length that the head tells', () => {
    const head = 'HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nx: y\r\n\r\n';
    expect(read(`${head}abc`)).toEqual({ status: 404, bodyAt: head.length, endsAt: head.length + 3 });
  });

  it.each(['HTTP/1.1 200 OK\r\ncontent-le', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab'])(
    'waits for the rest of %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  it('refuses an answer of unknown length', () => {
    expect(() => read('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n')).toThrow(
      'without content-length: HTTP/1.1 200 OK',
    );
  });
});
