import { describe, expect, it } from '@jest/globals';
import { PART_BYTES, ServiceError, type Call, type ErrorCode } from '@paraph/contracts';
import { fromBase64, newId, sha256, toBase64Url } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { BusCredentialEnd } from './bus-credential-end.js';

const credentialId = newId('cred');
const revocation = { fingerprint: 'ab'.repeat(32), revokedAt: new Date('2027-01-01T00:00:00.000Z') };

/** A bus that keeps what it is asked and answers the same to everything, within the contract. */
function answering(reply: object | Error, asked: [string, unknown][] = []): BusCredentialEnd {
  const call = async (made: Call, request: unknown): Promise<never> => {
    asked.push([made.name, made.request.parse(request)]);
    if (reply instanceof Error) throw reply;
    return reply as never;
  };
  return new BusCredentialEnd({ call } as Pick<Bus, 'call'>);
}

describe('a report', () => {
  it.each([
    ['suspended', 'stopped'],
    ['expired', 'stopped'],
    ['revoked', 'ended'],
    ['destroying', 'ended'],
    ['destroyed', 'ended'],
  ] as const)('that leaves the credential %s has it %s', async (state, reported) => {
    const asked: [string, unknown][] = [];
    expect(await answering({ credentialId, state }, asked).report(credentialId, revocation)).toBe(reported);
    expect(asked).toEqual([['reportRevocation', { credentialId, fingerprint: revocation.fingerprint, revokedAt: '2027-01-01T00:00:00.000Z' }]]);
  });

  it.each<[ErrorCode, string]>([
    ['credential.unknown', 'none'],
    ['credential.certificate_mismatch', 'none'],
    ['credential.state', 'early'],
  ])('refused with %s is %s', async (code, reported) => {
    expect(await answering(new ServiceError(code, 'no')).report(credentialId, revocation)).toBe(reported);
  });

  it.each(['hsm.unavailable', 'service.unavailable', 'record.tampered'] as const)('that failed with %s was not made', async (code) => {
    await expect(answering(new ServiceError(code, 'no')).report(credentialId, revocation)).rejects.toMatchObject({ code });
  });
});

describe('a proof', () => {
  it.each([0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES - 7])('of %d bytes travels in parts that make it again', async (length) => {
    const bytes = new Uint8Array(length).map((_, at) => at % 251);
    const asked: [string, unknown][] = [];
    await answering({}, asked).prove(credentialId, { kind: 'crl', bytes });
    const offered = asked.slice(0, -1).map(([name, request]) => ({ name, ...(request as { part: number; parts: number; digest: string; bytes: string }) }));
    const digest = toBase64Url(sha256(bytes));
    expect(offered.every(({ name, parts }) => name === 'offerProof' && parts === offered.length)).toBe(true);
    expect(offered.map(({ part }) => part)).toEqual(offered.map((_, at) => at));
    const whole = Buffer.concat(offered.map((one) => fromBase64(one.bytes) ?? new Uint8Array()));
    expect([whole.equals(bytes), offered.every((one) => one.digest === digest)]).toEqual([true, true]);
    expect(asked.at(-1)).toEqual(['revokeByProof', { credentialId, kind: 'crl', digest }]);
  });

  it.each(['proof.unfit', 'credential.state', 'hsm.unavailable'] as const)('refused with %s is not taken', async (code) => {
    await expect(answering(new ServiceError(code, 'no')).prove(credentialId, { kind: 'ocsp', bytes: Uint8Array.of(1) })).rejects.toMatchObject({ code });
  });
});

describe('following', () => {
  it('has key-lifecycle look at it; that it is shown to nobody any more is no failure, anything else is', async () => {
    const asked: [string, unknown][] = [];
    expect(await answering({ credentialId, state: 'revoked' }, asked).follow(credentialId)).toBe(true);
    expect(asked).toEqual([['refreshCredential', { credentialId }]]);
    expect(await answering(new ServiceError('credential.unknown', 'gone')).follow(credentialId)).toBe(true);
    expect(await answering({ credentialId, state: 'active' }).follow(credentialId)).toBe(false);
    await expect(answering(new ServiceError('service.unavailable', 'away')).follow(credentialId)).rejects.toMatchObject({ code: 'service.unavailable' });
  });
});
