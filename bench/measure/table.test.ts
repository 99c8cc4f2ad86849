import { markdownTable, textTable } from './table.js';

const head = ['side', 'calls/s'];
const rows = [
  ['bare', '7,000'],
  ['kit', '900'],
];

it('textTable lines up names to the left and figures to the right', () => {
  expect(textTable(head, rows).split('\n')).toEqual([
    'side  calls/s',
    '────  ───────',
    'bare    7,000',
    'kit       900',
  ]);
});

it('markdownTable says the same for docs', () => {
  expect(markdownTable(head, rows).split('\n')).toEqual([
    '| side | calls/s |',
    '| --- | ---: |',
    '| bare | 7,000 |',
    '| kit | 900 |',
  ]);
});
