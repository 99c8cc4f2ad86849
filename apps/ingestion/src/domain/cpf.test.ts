import * as fc from 'fast-check';
import { lerCpf, mascararCpf, mascararNome, verificador } from './cpf.js';

const noveDigitos = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 })
  .filter((digitos) => new Set(digitos).size > 1)
  .map((digitos) => digitos.join(''));
const completar = (nove: string): string => {
  const dez = nove + verificador(nove, 9);
  return dez + verificador(dez, 10);
};

describe('lerCpf', () => {
  it('takes a CPF with and without punctuation', () => {
    expect(lerCpf('529.982.247-25')).toBe('52998224725');
    expect(lerCpf('52998224725')).toBe('52998224725');
  });

  it.each(['', '529', '529.982.247-26', '11111111111', '5299822472x', '529982247255', '٥٢٩٩٨٢٢٤٧٢٥'])(
    'refuses %j',
    (texto) => expect(lerCpf(texto)).toBeUndefined(),
  );

  it('takes what its check digits complete and refuses any other last digits', () => {
    fc.assert(
      fc.property(noveDigitos, fc.integer({ min: 0, max: 99 }), (nove, fim) => {
        const certo = completar(nove);
        const outro = nove + String(fim).padStart(2, '0');
        expect(lerCpf(outro)).toBe(outro === certo ? certo : undefined);
      }),
    );
  });
});

it('masks all of a CPF but six digits, and all of a name but first letters', () => {
  expect(mascararCpf('52998224725')).toBe('***.982.247-**');
  expect(mascararNome('Ana  Souza')).toBe('A*** S***');
});
