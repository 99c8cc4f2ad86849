import { ProgressBar } from './progress-bar.js';

function terminal(isTTY: boolean): { isTTY: boolean; written: string[]; write(text: string): void } {
  const written: string[] = [];
  return { isTTY, written, write: (text) => void written.push(text) };
}

it('draws once for each hundredth, and takes the bar away', () => {
  const out = terminal(true);
  const bar = new ProgressBar(out, 'last-class', 10_000);
  for (let i = 0; i < 5_000; i++) bar.step();
  expect(out.written).toHaveLength(51);
  expect(out.written.at(-1)).toBe(`\r\x1b[K${'█'.repeat(15)}${'░'.repeat(15)} 50 % last-class`);
  bar.end();
  expect(out.written.at(-1)).toBe('\r\x1b[K');
});

it('shows only the label where the end is unknown', () => {
  const out = terminal(true);
  new ProgressBar(out, 'reading', undefined).step();
  expect(out.written).toEqual(['\r\x1b[Kreading']);
});

it('writes nothing but in a terminal', () => {
  const out = terminal(false);
  for (const total of [2, undefined]) {
    const bar = new ProgressBar(out, 'reading', total);
    bar.step();
    bar.end();
  }
  expect(out.written).toEqual([]);
});
