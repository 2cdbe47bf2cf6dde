import { ServiceError, type acceptInvitation, type Assertion, type RequestOf } from '@paraph/contracts';
import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { OperatorPasskey } from '../domain/operators/operator.js';
import { operatorRefused } from '../domain/operators/operator-refused.js';
import { OperatorPasskeys } from '../domain/ports/operator-passkeys.js';

// The library brings roots of its own and, with any root set, fetches revocation lists. No attestation is asked for here.
for (const identifier of ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'] as const) {
  SettingsService.setRootCertificates({ identifier, certificates: [] });
}

/** ES256, EdDSA and RS256 (COSE numbers, RFC 9053 and RFC 8812): what authenticators make, without SHA-1. */
const ALGORITHMS = [-7, -8, -257];

/** Passkeys of operators by SimpleWebAuthn, for the page of the management host and for no other. */
export class SimpleWebAuthnOperatorPasskeys extends OperatorPasskeys {
  private readonly rpId: string;

  /** @param origin of the management host, with its port */
  constructor(private readonly origin: string) {
    super();
    this.rpId = new URL(origin).hostname;
  }

  override register(
    { id, clientDataJSON, attestationObject }: RequestOf<typeof acceptInvitation>['registration'],
    challenge: string,
  ): Promise<OperatorPasskey> {
    return refusing(async () => {
      requireOwnPage(clientDataJSON);
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: { id, rawId: id, type: 'public-key', response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (!verified) throw operatorRefused('the registration does not verify');
      const { credential } = registrationInfo;
      if (credential.id !== id) throw operatorRefused('the passkey has another id than its registration');
      return { id, publicKey: toBase64Url(credential.publicKey), signCount: credential.counter };
    });
  }

  override assert(
    { id, clientDataJSON, authenticatorData, signature }: Assertion,
    expected: OperatorPasskey & { readonly challenge: string },
  ): Promise<number> {
    return refusing(async () => {
      requireOwnPage(clientDataJSON);
      const publicKey = fromBase64Url(expected.publicKey);
      if (!publicKey || id !== expected.id) throw operatorRefused('another passkey');
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: { id, rawId: id, type: 'public-key', response: { clientDataJSON, authenticatorData, signature }, clientExtensionResults: {} },
        expectedChallenge: expected.challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.rpId,
        requireUserVerification: true,
        credential: { id, publicKey: new Uint8Array(publicKey), counter: expected.signCount },
      });
      if (!verified) throw operatorRefused('the signature does not verify');
      return authenticationInfo.newCounter;
    });
  }
}

/** What was made inside a page of another site is refused (WebAuthn Level 3, 5.8.1); the library lets it pass at times. */
function requireOwnPage(clientDataJSON: string): void {
  const data: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(clientDataJSON)));
  const { crossOrigin, topOrigin } = typeof data === 'object' && data !== null ? { crossOrigin: undefined, topOrigin: undefined, ...data } : {};
  if ((crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined) throw operatorRefused('made inside a page of another origin');
}

/** Whatever goes wrong over a stranger's bytes is a refusal: parsers throw errors of every sort. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw operatorRefused(error instanceof Error ? error.message : error);
  }
}
