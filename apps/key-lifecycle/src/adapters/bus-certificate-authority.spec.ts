import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { BusCertificateAuthority } from './bus-certificate-authority.js';

const request = { requestId: newId('req'), credentialId: newId('cred'), csr: 'Y3Ny' };
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

  it.each(['service.unavailable', 'hsm.unavailable', 'deadline.exceeded'] as const)('that failed with %s may be repeated', async (code) => {
    await expect(ending(new ServiceError(code, 'no')).request(request)).rejects.toMatchObject({ code });
  });
});
