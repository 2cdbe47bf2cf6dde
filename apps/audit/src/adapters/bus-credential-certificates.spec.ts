import { describe, expect, it } from '@jest/globals';
import { describeCertificate, describeCredentialFully, ServiceError, type Call } from '@paraph/contracts';
import { newId, sha256Hex, toBase64 } from '@paraph/kernel';
import { BusCredentialCertificates } from './bus-credential-certificates.js';

const credentialId = newId('cred');
const [present, earlier] = [Buffer.from('the certificate of now'), Buffer.from('the one before')];
const issuer = toBase64(Buffer.from('its issuer'));
const chainOf = (certificate: Uint8Array): readonly string[] => [toBase64(certificate), issuer];

/** What each of the two services answers, or refuses with. */
function certificates(lifecycle: readonly string[] | ServiceError, connector: readonly string[] | ServiceError = []) {
  const asked: unknown[] = [];
  const call = async (to: Call, request: unknown): Promise<never> => {
    asked.push([to.name, request]);
    const answer = to === describeCredentialFully ? lifecycle : connector;
    if (answer instanceof ServiceError) throw answer;
    return { certificates: answer } as never;
  };
  return { of: (certificate: Uint8Array) => new BusCredentialCertificates({ call }).of(credentialId, sha256Hex(certificate)), asked };
}

describe('the certificate of a credential', () => {
  it('is the one it has now, and nobody else is asked', async () => {
    const { of, asked } = certificates(chainOf(present), new ServiceError('service.unavailable', 'away'));
    expect(await of(present)).toEqual(chainOf(present));
    expect(asked).toEqual([[describeCredentialFully.name, { credentialId }]]);
  });

  it.each([
    ['was renewed', chainOf(present)],
    ['has none any more', []],
    ['is forgotten', new ServiceError('credential.unknown', 'no such credential')],
  ])('is an earlier one by its fingerprint where the credential %s', async (_case, lifecycle) => {
    const { of, asked } = certificates(lifecycle, chainOf(earlier));
    expect(await of(earlier)).toEqual(chainOf(earlier));
    expect(asked[1]).toEqual([describeCertificate.name, { fingerprint: sha256Hex(earlier) }]);
  });

  it('is not taken for missing while one of the services is away', async () => {
    const away = new ServiceError('service.unavailable', 'away');
    await expect(certificates(away).of(present)).rejects.toBe(away);
    await expect(certificates(chainOf(present), away).of(earlier)).rejects.toBe(away);
  });
});
