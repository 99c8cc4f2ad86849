import { rolesIn } from './roles-claim.js';

describe('rolesIn', () => {
  it.each([
    ['a list', { roles: ['aluno', 'professor'] }, 'roles', ['aluno', 'professor']],
    ['a text with blanks', { roles: 'aluno  operador' }, 'roles', ['aluno', 'operador']],
    ['a claim inside another', { realm_access: { roles: ['aluno'] } }, 'realm_access.roles', ['aluno']],
    [
      'a claim whose name has dots',
      { 'https://escola.br/papeis': ['aluno'] },
      'https://escola.br/papeis',
      ['aluno'],
    ],
    ['roles of others beside ours', { roles: ['offline_access', 'aluno', 3, null] }, 'roles', ['aluno']],
    ['no such claim', {}, 'realm_access.roles', []],
    ['an object', { roles: { aluno: true } }, 'roles', []],
    ['a path through a text', { roles: 'aluno' }, 'roles.0', []],
    ['a claim that is not its own', Object.create({ roles: ['aluno'] }), 'roles', []],
  ])('reads %s', (_, payload, claim, expected) => {
    expect([...rolesIn(payload, claim)]).toEqual(expected);
  });
});
