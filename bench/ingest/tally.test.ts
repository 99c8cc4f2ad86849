import { differences } from './tally.js';

const planted = { items: 10, accepted: 8, repeated: 2, refusals: { 'valor X': 2 } };

it('finds nothing when all came as planted', () => {
  expect(differences(planted, { ...planted }, { resent: 0 })).toEqual([]);
});

it.each([
  ['accepted', { accepted: 9 }],
  ['items', { items: 9 }],
  ['repeated', { repeated: 3 }],
  ['valor X', { refusals: { 'valor X': 1 } }],
  ['moeda X', { refusals: { 'valor X': 2, 'moeda X': 1 } }],
])('tells that %s differs', (name, other) => {
  expect(differences(planted, { ...planted, ...other }, { resent: 0 })).toEqual([
    expect.stringContaining(name),
  ]);
});

it('allows more repeated ones when some were sent again, but not fewer', () => {
  expect(differences(planted, { ...planted, repeated: 5 }, { resent: 3 })).toEqual([]);
  expect(differences(planted, { ...planted, repeated: 1 }, { resent: 3 })).toHaveLength(1);
});
