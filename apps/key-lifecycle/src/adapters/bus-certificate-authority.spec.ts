import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { currentDeadline, runWork, type Bus } from '@paraph/platform';
import { BusCertificateAuthority } from './bus-certificate-authority.js';

const request = { requestId: newId('req'), credentialId: newId('cred'), policyId: 'sandbox', csr: 'Y3Ny' };
const ending = (result: object | Error): BusCertificateAuthority => {
  const call = async (): Promise<never> => {
    if (result instanceof Error) throw result;
    return result as never;
  };
  return new BusCertificateAuthority({ call } satisfies Pick<Bus, 'call'>);
};

describe('a request', () => {
  it('answers the certificate before its issuers', async () => {
    expect(await ending({ certificate: 'bGVhZg==', chain: ['aXNz', 'cm9vdA=='] }).request(request)).toEqual(['bGVhZg==', 'aXNz', 'cm9vdA==']);
  });

  it.each(['request.duplicate', 'credential.unknown', 'certificate.refused'] as const)('refused with %s is no certificate', async (code) => {
    await expect(ending(new ServiceError(code, 'no')).request(request)).rejects.toMatchObject({ code: 'certificate.refused' });
  });

  it.each(['service.unavailable', 'hsm.unavailable', 'deadline.exceeded', 'certificate.pending', 'authority.unavailable'] as const)(
    'that failed with %s may be repeated',
    async (code) => {
      await expect(ending(new ServiceError(code, 'no')).request(request)).rejects.toMatchObject({ code });
    },
  );
});

describe('a revocation', () => {
  it('names credential and reason, and does not end with the deadline of the work at hand', async () => {
    const asked: unknown[] = [];
    const call = async (made: { name: string; version: number }, request: unknown): Promise<never> => {
      asked.push([made.name, made.version, request, currentDeadline()]);
      return { state: 'asked' } as never;
    };
    const authority = new BusCertificateAuthority({ call } as Pick<Bus, 'call'>);
    const { credentialId } = request;
    expect(await runWork({ correlationId: 'correlation-1', deadline: 1 }, () => authority.revoke(credentialId, 'superseded'))).toBe('asked');
    expect(asked).toEqual([['revokeCertificate', 1, { credentialId, reason: 'superseded' }, undefined]]);
  });

  it('that could not be asked for is not done', async () => {
    const revoked = ending(new ServiceError('service.unavailable', 'away')).revoke(request.credentialId, 'unspecified');
    await expect(revoked).rejects.toMatchObject({ code: 'service.unavailable' });
  });
});
