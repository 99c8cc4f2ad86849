import { OneHot } from './one-hot.js';

const moedas = new OneHot(['BRL', 'USD', 'EUR']);

it('sets the place of the category and clears the others', () => {
  expect([...moedas.encode('USD', new Float64Array(4).fill(9))]).toEqual([0, 1, 0, 0]);
});

it('sets the last place for a category that is not listed', () => {
  expect([...moedas.encode('JPY')]).toEqual([0, 0, 0, 1]);
  expect([...moedas.encode('constructor')]).toEqual([0, 0, 0, 1]);
});

it('writes where it is told and nowhere else', () => {
  expect([...moedas.encode('EUR', new Float64Array(7).fill(9), 2)]).toEqual([9, 9, 0, 0, 1, 0, 9]);
});

it('refuses features without room for all places', () => {
  expect(() => moedas.encode('EUR', new Float64Array(7), 4)).toThrow(
    new RangeError('features 4 to 7 do not fit 7'),
  );
});

it('refuses a category listed twice', () => {
  expect(() => new OneHot(['a', 'a'])).toThrow(RangeError);
});
