import { CleanUp } from './clean-up.js';

it('undoes the last first, each once, also after a failure', async () => {
  const done: string[] = [];
  const cleanUp = new CleanUp();
  cleanUp.add(async () => done.push('folder'));
  cleanUp.add(() => Promise.reject(new Error('gone already')));
  cleanUp.add(async () => done.push('process'));
  await cleanUp.run();
  await cleanUp.run();
  expect(done).toEqual(['process', 'folder']);
});

it('lets nothing new be made once it has begun', async () => {
  const done: string[] = [];
  const cleanUp = new CleanUp();
  await cleanUp.run();
  expect(() => cleanUp.add(async () => done.push('late process'))).toThrow('ending');
  expect(done).toEqual(['late process']);
});
