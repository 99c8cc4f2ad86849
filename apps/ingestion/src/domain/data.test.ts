import * as fc from 'fast-check';
import { lerDia, lerInstante } from './data.js';

describe('lerInstante', () => {
  it('reads what Date writes', () => {
    const datas = fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(datas, (data) => expect(lerInstante(data.toISOString())).toBe(data.getTime())));
  });

  it.each([
    ['2026-02-28', Date.UTC(2026, 1, 28)],
    ['2026-02-28T10:20:30-03:00', Date.UTC(2026, 1, 28, 13, 20, 30)],
    ['2026-02-28t10:20:30.1239z', Date.UTC(2026, 1, 28, 10, 20, 30, 123)],
    ['0099-01-01', new Date('0099-01-01').getTime()],
  ])('reads %s', (texto, ms) => expect(lerInstante(texto)).toBe(ms));

  it.each([
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-1-01',
    '2026-01-00',
    '2026-01-01T24:00:00Z',
    '2026-01-01T10:60:00Z',
    '2026-01-01T10:00:00',
    '2026-01-01T10:00:00+24:00',
    '01/02/2026',
  ])('refuses %j', (texto) => expect(lerInstante(texto)).toBeUndefined());

  it('a day has no time', () => expect(lerDia('2026-01-01T00:00:00Z')).toBeUndefined());
});
