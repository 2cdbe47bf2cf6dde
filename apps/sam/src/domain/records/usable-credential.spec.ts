import { beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyAlgorithm } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { TestAlgorithmRules } from '../../../test/algorithm-rules.js';
import type { UsableContainers } from '../containers/usable-containers.js';
import type { BindingRecord } from './record-kinds.js';
import type { TrustRecords } from './trust-records.js';
import { UsableCredentials } from './usable-credential.js';

const NEW_YEAR = '2026-01-01T00:00:00.000Z';
const moment = (text: string, seconds = 0): Date => new Date(Date.parse(text) + 1_000 * seconds);

/** Judging looks into none. */
const NO_CONTAINERS = undefined as unknown as UsableContainers;

let rules: TestAlgorithmRules;
beforeEach(() => void (rules = new TestAlgorithmRules()));

interface Case {
  readonly algorithm?: KeyAlgorithm;
  readonly at?: Date;
  readonly validFrom?: Date;
  readonly validTo?: Date;
  readonly binding?: Partial<BindingRecord>;
}

/** `usable`, or the code of the refusal. */
function judged({ algorithm = 'p256', at = moment('2027-03-01T09:00:00Z'), validFrom, validTo, binding }: Case): string | undefined {
  const certificate = {
    fingerprint: 'ab'.repeat(32),
    subject: 'CN=Ada',
    serialNumber: '01',
    validFrom: (validFrom ?? moment('2020-01-01T00:00:00Z')).toISOString(),
    validTo: (validTo ?? moment('2040-01-01T00:00:00Z')).toISOString(),
  };
  const record = { state: 'active', algorithm, certificate, ...binding } as BindingRecord;
  // Judging looks nothing up.
  const credentials = new UsableCredentials(undefined as unknown as TrustRecords, rules, new FakeClock(at.toISOString()), NO_CONTAINERS);
  try {
    expect(credentials.judge(record)).toEqual({ certificate: record.certificate, rule: rules.find(algorithm), rulesDigest: rules.digest });
    return 'usable';
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe('a credential may be used', () => {
  it('from the first moment of its certificate to the last', () => {
    const validity = { validFrom: moment('2027-01-01T00:00:00Z'), validTo: moment('2028-01-01T00:00:00Z') };
    expect(judged({ ...validity, at: moment('2027-01-01T00:00:00Z', -1) })).toBe('credential.disabled');
    expect(judged({ ...validity, at: moment('2027-01-01T00:00:00Z') })).toBe('usable');
    expect(judged({ ...validity, at: moment('2028-01-01T00:00:00Z') })).toBe('usable');
    expect(judged({ ...validity, at: moment('2028-01-01T00:00:00Z', 1) })).toBe('credential.certificate_expired');
  });

  it.each(['accepted', 'suspended', 'revoked', 'destroyed'] as const)('not while it is %s', (state) => {
    expect(judged({ binding: { state } })).toBe('credential.disabled');
    expect(judged({ binding: { state: 'active' } })).toBe('usable');
  });

  it('not without a certificate', () => {
    const { certificate: _, ...rest } = { certificate: undefined, state: 'active', algorithm: 'p256' } as const;
    expect(() => new UsableCredentials(undefined as unknown as TrustRecords, rules, new FakeClock(), NO_CONTAINERS).judge(rest as BindingRecord)).toThrow(
      expect.objectContaining({ code: 'credential.disabled' }),
    );
  });
});

describe('by the rules that are shipped, a key of RSA 2048', () => {
  const algorithm = 'rsa2048';

  it.each([
    ['the last second of 2025', moment(NEW_YEAR, -1), 'usable'],
    ['the first second of 2026', moment(NEW_YEAR), 'algorithm.unsupported'],
    ['the second after', moment(NEW_YEAR, 1), 'algorithm.unsupported'],
    ['2025-12-31', moment('2025-12-31T00:00:00Z'), 'usable'],
    ['2026-01-01, at noon', moment('2026-01-01T12:00:00Z'), 'algorithm.unsupported'],
    ['2019', moment('2019-05-01T00:00:00Z'), 'usable'],
  ])('signs with a certificate of before 2026 only: %s', (_, validFrom, outcome) => {
    expect(judged({ algorithm, validFrom })).toBe(outcome);
  });

  it.each([
    ['a second before', -1, 'usable'],
    ['at', 0, 'algorithm.unsupported'],
    ['a second after', 1, 'algorithm.unsupported'],
  ])('signs until 2029: %s', (_, seconds, outcome) => {
    const at = moment('2029-01-01T00:00:00Z', seconds);
    expect(judged({ algorithm, validFrom: moment('2024-01-01T00:00:00Z'), at })).toBe(outcome);
    // The control: the date is that algorithm's alone.
    expect(judged({ algorithm: 'rsa3072', validFrom: moment('2024-01-01T00:00:00Z'), at })).toBe('usable');
  });
});

describe('by rules of the provider', () => {
  it.each(['p256', 'p384', 'p521', 'rsa3072', 'rsa4096'] as const)('a key of %s signs before the moment its row names, and not at it', (algorithm) => {
    const end = moment('2030-06-01T00:00:00Z');
    rules.change(algorithm, { signUntil: end });
    expect(judged({ algorithm, at: new Date(end.getTime() - 1) })).toBe('usable');
    expect(judged({ algorithm, at: end })).toBe('algorithm.unsupported');
    expect(judged({ algorithm, at: new Date(end.getTime() + 1) })).toBe('algorithm.unsupported');
  });

  it('a key without a row signs nothing', () => {
    rules.remove('p384');
    expect(judged({ algorithm: 'p384' })).toBe('algorithm.unsupported');
    expect(judged({ algorithm: 'p256' })).toBe('usable');
  });
});
