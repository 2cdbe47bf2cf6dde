import { ServiceError } from '@paraph/contracts';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { ClientSignatures, type ExpectedClientSignature } from '../domain/ports/client-signatures.js';
import { Reason } from '../domain/refusals.js';

/** Algorithms a client may sign with (ACT-09): none that needs a shared secret. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

/** What a client's clock may differ from ours, in seconds. */
const TOLERANCE = 5;

/** Client signatures verified with jose, by pinned keys only: no header but `kid` takes part in the choice. */
export class JoseClientSignatures extends ClientSignatures {
  override async verify(
    jws: string,
    { keys, typ, issuer, audience, now, lifetimeSeconds }: ExpectedClientSignature,
  ): Promise<Readonly<Record<string, unknown>>> {
    const pinned = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
    try {
      const { payload } = await jwtVerify(
        jws,
        (header, token) => (header.kid === undefined ? Promise.reject(new errors.JWKSNoMatchingKey()) : pinned(header, token)),
        {
          typ,
          issuer,
          audience,
          algorithms: ALGORITHMS,
          clockTolerance: TOLERANCE,
          currentDate: now,
          requiredClaims: ['iss', 'aud', 'iat', 'exp'],
        },
      );
      const { iat = 0, exp = Infinity } = payload;
      if (exp - iat > lifetimeSeconds) throw refused(`lives longer than ${lifetimeSeconds} s`);
      if (iat > now.getTime() / 1_000 + TOLERANCE) throw refused('made in the future');
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refused(`does not verify: ${error.code}`);
      // jose answers malformed key material or encodings with plain errors of the runtime.
      if (error instanceof ServiceError) throw error;
      throw refused('cannot be read');
    }
  }
}

function refused(why: string): ServiceError {
  return new ServiceError('order.invalid', 'the signed request of the client is not accepted', { cause: new Reason(why) });
}
