import { inverseDocumentFrequency, saturate } from './bm25.js';

describe('inverseDocumentFrequency', () => {
  it('falls as more documents hold the term and never below zero', () => {
    const values = [0, 1, 5, 10].map((containing) => inverseDocumentFrequency(10, containing));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values[3]).toBeGreaterThan(0);
  });

  it('is ln(1 + (N − n + ½) / (n + ½))', () => {
    expect(inverseDocumentFrequency(10, 2)).toBeCloseTo(Math.log(1 + 8.5 / 2.5), 12);
  });
});

describe('saturate', () => {
  const parameters = { k1: 1.2, b: 0.75 };

  it('is nothing for a missing term and 1 for one mention in an average text', () => {
    expect(saturate(0, 1, parameters)).toBe(0);
    expect(saturate(1, 1, parameters)).toBeCloseTo(1, 12);
  });

  it('grows ever more slowly, below k1 + 1', () => {
    const [one = 0, two = 0, three = 0] = [1, 2, 3].map((frequency) => saturate(frequency, 1, parameters));
    expect(two - one).toBeGreaterThan(three - two);
    expect(saturate(1000, 1, parameters)).toBeLessThan(2.2);
  });

  it('discounts long texts, unless b is 0', () => {
    expect(saturate(1, 3, parameters)).toBeLessThan(saturate(1, 1, parameters));
    expect(saturate(1, 3, { k1: 1.2, b: 0 })).toBe(saturate(1, 1, { k1: 1.2, b: 0 }));
  });
});
