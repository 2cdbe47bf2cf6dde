import { describe, expect, it } from '@jest/globals';
import { killWhileSigning } from './kill-run.ts';

/** `kill-sam.ts` does the same for ten thousand signatures, and waits until what the dead left is burned. */
describe('SAM processes that are killed while they sign', () => {
  it('sign no occurrence twice and answer nothing that is not recorded', async () => {
    const result = await killWhileSigning({
      signatures: 200,
      replicas: 2,
      credentials: 1,
      inFlight: 16,
      betweenMs: 500,
      reconcile: false,
      say: () => undefined,
    });
    expect(result.signaturesAnswered).toBeGreaterThanOrEqual(200);
    expect(result).toMatchObject({
      recordsFound: result.signaturesAnswered,
      answeredWithoutRecord: 0,
      answeredWithoutEvents: 0,
      occurrencesSignedTwice: 0,
      hashesAnsweredTwice: 0,
      lettersWithoutReason: 0,
    });
    expect(result.kills).toBeGreaterThan(0);
  }, 120_000);
});
