import { alternate } from './alternate.js';

it('alternate lets each side go first in every other round', () => {
  expect(alternate('A', 'B', 3)).toEqual([
    ['A', 'B'],
    ['B', 'A'],
    ['A', 'B'],
  ]);
});
