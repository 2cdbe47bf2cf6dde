import { describe, expect, it } from '@jest/globals';
import * as kernel from '@paraph/kernel';
import { activationChallenge, changeChallenge, enrolmentChallenge, meansChallenge, proposalChallenge, supervisorChallenge, textDigest } from './challenge.js';

const COMPACT = 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl';
const text = (bytes: Uint8Array): string => kernel.toBase64Url(bytes);

describe('the page computes what the SAM computes', () => {
  it.each([
    ['an activation', activationChallenge, kernel.activationChallenge],
    ['an enrolment', enrolmentChallenge, kernel.enrolmentChallenge],
    ['a change', changeChallenge, kernel.changeChallenge],
    ['a proposal', proposalChallenge, kernel.proposalChallenge],
  ])('over %s', async (_, page, sam) => {
    expect(await page(COMPACT)).toBe(text(sam(COMPACT)));
  });

  it('over means that are registered', async () => {
    const registrations = '[{"kind":"pin","sealed":"é"}]';
    const challenge = kernel.changeChallenge(COMPACT);
    const page = await meansChallenge(text(challenge), await textDigest(registrations));
    expect(page).toBe(text(kernel.meansChallenge(challenge, registrations)));
  });

  it('for a supervisor', async () => {
    const challenge = kernel.activationChallenge(COMPACT);
    expect(await supervisorChallenge(text(challenge))).toBe(text(kernel.supervisorChallenge(challenge)));
  });

  it('differently for each use', async () => {
    const all = await Promise.all([activationChallenge, enrolmentChallenge, changeChallenge, proposalChallenge].map((one) => one(COMPACT)));
    expect(new Set([...all, await supervisorChallenge(all[0] ?? '')]).size).toBe(5);
  });

  it.each(['', 'AAAA', 'ü'])('never over a challenge that is none: %j', async (challenge) => {
    expect(() => supervisorChallenge(challenge)).toThrow('32 bytes');
  });
});
