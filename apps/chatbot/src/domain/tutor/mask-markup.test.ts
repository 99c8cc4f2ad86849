import { maskMarkup } from './mask-markup.js';

const squeezed = (text: string): string => maskMarkup(text).replace(/ +/g, ' ').trim();

describe('maskMarkup', () => {
  it('keeps the length and the line breaks, so that offsets hold', () => {
    const text = 'Veja <!-- nota\nlonga --> a [fonte](https://exemplo.org "T") e <br> o resto.';
    const masked = maskMarkup(text);
    expect(masked).toHaveLength(text.length);
    expect(masked.indexOf('\n')).toBe(text.indexOf('\n'));
    expect(masked.indexOf('resto')).toBe(text.indexOf('resto'));
  });

  it('keeps the words of links and images and drops their addresses', () => {
    expect(squeezed('[folha](a.b) e ![corte da raiz](c.png) e [caule][1]')).toBe(
      'folha e corte da raiz e caule',
    );
  });

  it('drops bare addresses and tags', () => {
    expect(squeezed('água<sub>2</sub> em https://exemplo.org/a.b ou <https://exemplo.org>')).toBe(
      'água 2 em ou',
    );
  });

  it('leaves a comparison alone', () => {
    expect(maskMarkup('se 3 < x e x > 1')).toBe('se 3 < x e x > 1');
  });
});
