import { PageHinkley } from './drift/page-hinkley.js';
import { loadTogether } from './load-together.js';
import { StandardScaler } from './standard-scaler.js';
import { StateMismatch } from './state-reader.js';

it('loads none of the parts when the last refuses', () => {
  const scaler = new StandardScaler(1);
  const drift = new PageHinkley();
  scaler.learn(Float64Array.of(3));
  const before = scaler.save();
  const other = new StandardScaler(1);
  other.learn(Float64Array.of(5));
  expect(() =>
    loadTogether([
      [scaler, other.save()],
      [drift, Uint8Array.of(1, 2, 3)],
    ]),
  ).toThrow(StateMismatch);
  expect(scaler.save()).toEqual(before);
});
