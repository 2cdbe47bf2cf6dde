import { describe, expect, it } from '@jest/globals';
import { referenceOf, standingOf, type Standing } from './reference.js';

const transaction = { id: new Uint8Array(16).fill(1), nonce: new Uint8Array(16).fill(2) };

describe('where an enrolment stands', () => {
  it.each<Standing>([
    { step: 'certificate', transaction, certReqId: -1 },
    { step: 'certificate', transaction: { ...transaction, nonce: undefined }, certReqId: 0 },
    { step: 'confirmation', transaction, certReqId: 0, certificate: new Uint8Array(2_000).fill(3), isHeard: true },
    { step: 'anew' },
  ])('is text and comes back', (standing) => {
    const text = referenceOf(standing);
    expect(text.length).toBeLessThan(8_000);
    expect(standingOf(text)).toEqual(standing);
  });

  it.each(['', '{}', '{"step":"certificate"}', '{"step":"anew","more":1}', '{"step":"certificate","transaction":{"id":"x"},"certReqId":0}'])(
    'is not told by %s',
    (text) => {
      expect(() => standingOf(text)).toThrow(Error);
    },
  );
});
