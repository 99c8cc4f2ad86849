import { descriptorRegistry } from '@trilha/proto-gen';
import { readHttpBindings } from './http-rule.js';
import { resumePointOf } from './resume-point.js';

const bindings = readHttpBindings(descriptorRegistry());

it('of the product, notifications can be resumed', () => {
  const resumable = bindings.filter((binding) => resumePointOf(binding) !== undefined);
  expect([...new Set(resumable.map(({ method }) => method.name))]).toEqual(['WatchNotifications']);
});

it('the id of a notification is that of the message inside', () => {
  const watch = bindings.find(({ method }) => method.name === 'WatchNotifications');
  expect(watch && resumePointOf(watch)?.idOf('{"notificacao":{"id":"n1"}}')).toBe('n1');
});
