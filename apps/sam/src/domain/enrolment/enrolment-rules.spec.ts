import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type KeyAlgorithm } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { TestAlgorithmRules } from '../../../test/algorithm-rules.js';
import { FiledProviders } from '../evidence/oidc/identity-provider.js';
import { Policies, type Policy } from '../ports/policies.js';
import type { TrustRecords } from '../records/trust-records.js';
import { EnrolmentRules } from './enrolment-rules.js';

const PROVIDER = 'https://idp.example';

class AnyPolicy extends Policies {
  override find(policyId: string): Policy {
    // What is asked of it here is no more than this.
    return { id: policyId, evidence: [['oidc']] } as unknown as Policy;
  }

  override all(): readonly Policy[] {
    return [];
  }
}

let rules: TestAlgorithmRules;
beforeEach(() => void (rules = new TestAlgorithmRules()));

/** `made`, or the code of the refusal. */
async function made(algorithm: KeyAlgorithm, at = '2027-03-01T09:00:00.000Z'): Promise<string | undefined> {
  const providers = new FiledProviders([{ issuer: PROVIDER } as ConstructorParameters<typeof FiledProviders>[0][number]]);
  const checked = new EnrolmentRules(new AnyPolicy(), rules, providers, undefined as unknown as TrustRecords, new FakeClock(at));
  const order = { credentialId: newId('cred'), signerId: newId('sgn'), subscriberId: newId('sub'), algorithm, policyId: 'test', provider: PROVIDER };
  return checked.check(order).then(
    () => 'made',
    (error: { code?: string }) => error.code,
  );
}

describe('a new key', () => {
  it.each(['p256', 'p384', 'p521', 'rsa3072', 'rsa4096'] as const)('of %s is made, by the rules that are shipped', async (algorithm) => {
    expect(await made(algorithm)).toBe('made');
  });

  it.each(['2025-01-01T00:00:00.000Z', '2025-12-31T23:59:59.000Z', '2026-01-01T00:00:00.000Z', '2027-03-01T09:00:00.000Z'])(
    'of RSA 2048 is made at no moment, not at %s either',
    async (at) => {
      expect(await made('rsa2048', at)).toBe('algorithm.unsupported');
      expect(await made('rsa3072', at)).toBe('made');
    },
  );

  it('is as long as the shortest RSA key of the rules at least', async () => {
    rules.minimumRsaBits = 4096;
    expect([await made('rsa3072'), await made('rsa4096'), await made('p256')]).toEqual(['algorithm.unsupported', 'made', 'made']);
  });

  it.each([
    ['a second before', '2030-05-31T23:59:59.000Z', 'made'],
    ['at', '2030-06-01T00:00:00.000Z', 'algorithm.unsupported'],
    ['a second after', '2030-06-01T00:00:01.000Z', 'algorithm.unsupported'],
  ])('is made until the moment its row names: %s', async (_, at, outcome) => {
    rules.change('p256', { generateUntil: new Date('2030-06-01T00:00:00Z') });
    expect(await made('p256', at)).toBe(outcome);
    expect(await made('p384', at)).toBe('made');
  });

  it.each([
    ['a second before', '2030-05-31T23:59:59.000Z', 'algorithm.unsupported'],
    ['at', '2030-06-01T00:00:00.000Z', 'made'],
    ['a second after', '2030-06-01T00:00:01.000Z', 'made'],
  ])('is made from the moment its row names: %s', async (_, at, outcome) => {
    rules.change('p521', { generateFrom: new Date('2030-06-01T00:00:00Z') });
    expect(await made('p521', at)).toBe(outcome);
  });

  it('of an algorithm without a row is not made', async () => {
    rules.remove('p384');
    expect(await made('p384')).toBe('algorithm.unsupported');
  });
});
