import { startPacer } from './pacer.js';

describe('startPacer', () => {
  it('wakes up when a time has come, not before, one after the other', async () => {
    const pacer = startPacer();
    const began = pacer.now();
    for (const ms of [3, 3.2, 10]) {
      await pacer.until(began + ms);
      expect(pacer.now() - began).toBeGreaterThanOrEqual(ms);
    }
    await pacer.close();
  });

  it('does not wait for a time that has passed', async () => {
    const pacer = startPacer();
    let came = false;
    void pacer.until(pacer.now() - 1).then(() => {
      came = true;
    });
    await Promise.resolve();
    expect(came).toBe(true);
    await pacer.close();
  });
});
