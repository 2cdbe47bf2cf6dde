import { ServiceError, type DestructionClaims, type reconcile, type ReplyOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { KeyDestructions } from '../src/domain/destruction/key-destructions.js';

/** What a SAM would certify; the signature is none. */
export function claimsOf(credentialId: string): DestructionClaims {
  const destroyedAt = '2027-03-01T09:00:00.000Z';
  return {
    sub: credentialId,
    iat: Date.parse(destroyedAt) / 1_000 + 60,
    signer: newId('sgn'),
    subscriber: newId('sub'),
    keys: [
      {
        keyId: newId('key'),
        algorithm: 'p256',
        keyDigest: 'ab'.repeat(32),
        certificate: { serialNumber: '0102', fingerprint: 'cd'.repeat(32), subject: 'CN=Chloé (née Łoś), C=FR', validTo: destroyedAt },
        cause: 'expired',
        destroyedAt,
        copies: { blob: 'erased', tokens: 'token-a, token-b', backupsUntil: '2027-04-05T09:00:00.000Z' },
        tries: [
          { replica: newId('rep'), triedAt: destroyedAt, outcome: 'gone' },
          { replica: newId('rep'), triedAt: destroyedAt, outcome: 'gone' },
        ],
      },
    ],
  };
}

/** Certifies what it was told to know, and refuses the rest as the SAM does. */
export class FakeKeyDestructions extends KeyDestructions {
  readonly destroyed = new Map<string, DestructionClaims>();

  override certify(credentialId: string): Promise<string> {
    const claims = this.destroyed.get(credentialId);
    if (!claims) return Promise.reject(new ServiceError('credential.state', 'the key of this credential was not destroyed'));
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return Promise.resolve(`${part({ alg: 'ES256' })}.${part(claims)}.${'c2ln'.repeat(21)}`);
  }

  override reconcile(): Promise<ReplyOf<typeof reconcile>> {
    return Promise.resolve({});
  }
}
