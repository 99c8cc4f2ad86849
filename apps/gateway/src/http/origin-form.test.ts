import { originForm } from './origin-form.js';

it.each([
  ['/v1/livros?a=b', '/v1/livros?a=b'],
  ['http://a.exemplo:8080/v1/livros?a=b', '/v1/livros?a=b'],
  ['HTTPS://a.exemplo', '/'],
  ['http://a.exemplo?a=b', '/?a=b'],
  ['//a.exemplo/v1', '//a.exemplo/v1'],
  ['/http://a.exemplo/v1', '/http://a.exemplo/v1'],
  ['http:/v1', 'http:/v1'],
  ['*', '*'],
])('of %s it is %s', (target, path) => {
  expect(originForm(target)).toBe(path);
});
