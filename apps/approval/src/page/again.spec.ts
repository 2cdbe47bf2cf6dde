import { describe, expect, it } from '@jest/globals';
import { approveProposal, beginEvidence, offerMeans, presentEvidence, releaseExchange, sendCode, universalCodes } from '@paraph/contracts';
import { againCodes, againSentence } from './again.js';
import { messages } from './messages.js';

/** Where there is nothing left to show, nobody is sent back here. */
const WITHOUT_A_PAGE = /^(?:activation|enrolment|change|proposal)\.(?:unknown|expired)$/;

describe('what became of the last try', () => {
  it('can be told for everything by which the SAM may refuse an act', () => {
    const calls = [approveProposal, beginEvidence, offerMeans, presentEvidence, releaseExchange, sendCode];
    const codes = new Set([...calls.flatMap(({ errors }) => [...errors]), ...universalCodes]);
    const untold = [...codes].filter((code) => !WITHOUT_A_PAGE.test(code) && !againCodes.some((known) => known === code));
    expect(untold).toEqual([]);
  });

  it.each(againCodes)('%s has a sentence in both languages', (code) => {
    expect([messages.en, messages.fr].map(({ common }) => common.again[againSentence(code)].length > 20)).toEqual([true, true]);
  });
});
