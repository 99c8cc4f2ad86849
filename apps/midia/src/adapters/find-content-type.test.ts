import { findContentType } from './find-content-type.js';

describe('findContentType', () => {
  it.each([
    ['a.bin', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
    [
      'a.txt',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82]),
      'image/png',
    ],
    ['a.md', Buffer.from('# Olá, ação'), 'text/markdown; charset=utf-8'],
    ['a', Buffer.from('só texto'), 'text/plain; charset=utf-8'],
    ['a.md', Buffer.from([1, 0, 2]), 'application/octet-stream'],
    ['a.md', Buffer.from([0xc3, 0x28, 0xa0, 0xa1, 0x41, 0x42]), 'application/octet-stream'],
    ['vazio.txt', Buffer.alloc(0), 'application/octet-stream'],
  ])('takes %s by its bytes', async (name, bytes, type) => {
    expect(await findContentType(bytes, name)).toBe(type);
  });

  it.each([
    '<html><script>1</script></html>',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
  ])('serves %s as plain text, so that no browser runs it', async (text) => {
    expect(await findContentType(Buffer.from(text), 'pagina.html')).toBe('text/plain; charset=utf-8');
  });

  it('takes text whose last character is cut as text', async () => {
    expect(await findContentType(Buffer.from('ação').subarray(0, 2), 'a')).toBe('text/plain; charset=utf-8');
  });
});
