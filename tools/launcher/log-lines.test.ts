import { coloured } from '../terminal/paint.js';
import { LogLines } from './log-lines.js';

const names = ['cursos', 'midia'];
const line = (fields: object): string =>
  JSON.stringify({ level: 40, time: '2026-03-02T12:00:00.125Z', service: 'midia', ...fields });

it('shows time, service, level, event, fields and message in columns', () => {
  const text = new LogLines({ names }).logged('midia', line({ event: 'disk_full', left: 3, msg: 'no room' }));
  expect(text).toBe('12:00:00.125 midia  WARN  disk_full left=3 no room');
});

it('shows warnings and errors, and every line when asked to', () => {
  const info = line({ level: 30, event: 'x' });
  expect(new LogLines({ names }).logged('midia', info)).toBeUndefined();
  expect(new LogLines({ names, verbose: true }).logged('midia', info)).toContain('INFO  x');
});

it('shows the stack of an error on lines of its own', () => {
  const text = new LogLines({ names }).logged('cursos', line({ err: { stack: 'Error: x\n  at y' } }));
  expect(text?.split('\n').slice(1)).toEqual(['    Error: x', '      at y']);
});

it('shows what is no log line as it is', () => {
  expect(new LogLines({ names }).logged('midia', 'no json')).toBe('midia  no json');
});

it('leaves the JSON as it is when asked to', () => {
  expect(new LogLines({ names, json: true }).logged('midia', line({ a: 1 }))).toBe(
    `midia  ${line({ a: 1 })}`,
  );
});

it('colours only when given colours', () => {
  const colours = '\x1b[';
  expect(new LogLines({ names }).logged('midia', line({}))).not.toContain(colours);
  expect(new LogLines({ names, paint: coloured }).logged('midia', line({}))).toContain(colours);
});
