import { hashSubject } from './hash-subject.js';

describe('hashSubject', () => {
  it('is the start of HMAC-SHA256', () => {
    // RFC 4231, test case 2.
    expect(hashSubject('what do ya want for nothing?', 'Jefe')).toBe('5bdcc146bf60');
  });

  it('differs by user and by salt', () => {
    const hashes = [hashSubject('ana', 'a'), hashSubject('ana', 'b'), hashSubject('bia', 'a')];
    expect(new Set(hashes).size).toBe(3);
  });

  it('gives the same hash after it has forgotten a user', () => {
    const before = hashSubject('ana', 'a');
    for (let at = 0; at < 1_500; at += 1) hashSubject(`user-${at}`, 'a');
    expect(hashSubject('ana', 'a')).toBe(before);
  });
});
