import { ServiceError, type Assertion } from '@paraph/contracts';
import { toBase64Url, type Clock } from '@paraph/kernel';
import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { refusedEvidence } from '../../domain/evidence/refused-evidence.js';
import {
  PasskeyVerifier,
  type ExpectedAssertion,
  type ExpectedRegistration,
  type PasskeyRegistration,
  type RegisteredPasskey,
  type VerifiedAssertion,
} from '../../domain/ports/passkey-verifier.js';
import { readAttestation, requireAttested, withoutStatement, type AttestationObject } from './attestation-object.js';
import { leadsToRoot } from './attestation-path.js';
import type { AttestationRoots } from './attestation-roots.js';
import { requireOwnPage } from './client-data.js';
import { keyProblem, PASSKEY_ALGORITHMS, publicKeyBytes } from './cose-public-key.js';

// The library brings roots of its own and, with any root set, fetches revocation lists. Paths are verified here instead.
for (const identifier of ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'] as const) {
  SettingsService.setRootCertificates({ identifier, certificates: [] });
}

/** Longest reason that goes into an event: the library quotes what it was given. */
const LONGEST_REASON = 300;

/** Passkeys by SimpleWebAuthn, which parses and verifies; what the SAM demands beyond it is beside it in this folder. */
export class SimpleWebAuthnPasskeyVerifier extends PasskeyVerifier {
  private readonly rpId: string;

  /**
   * @param origin of the approval page, with its port
   * @param roots whose word about an authenticator's model counts
   */
  constructor(
    private readonly origin: string,
    private readonly roots: AttestationRoots,
    private readonly clock: Clock,
  ) {
    super();
    this.rpId = new URL(origin).hostname;
  }

  override register(registration: PasskeyRegistration, { challenge, policy }: ExpectedRegistration): Promise<RegisteredPasskey> {
    return refusing(async () => {
      requireOwnPage(registration.clientDataJSON);
      const { attestedModels, allowBackup } = policy.passkey;
      const isAttested = attestedModels.length > 0;
      const attestation = readAttestation(registration.attestationObject);
      if (isAttested) this.requireTrusted(attestation);
      const { id, clientDataJSON } = registration;
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: {
          id,
          rawId: id,
          type: 'public-key',
          response: { clientDataJSON, attestationObject: isAttested ? registration.attestationObject : withoutStatement(attestation) },
          clientExtensionResults: {},
        },
        expectedChallenge: toBase64Url(challenge),
        expectedOrigin: this.origin,
        expectedRPID: this.rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
      });
      if (!verified) throw refusedEvidence('the attestation does not verify');
      const { credential, aaguid, credentialDeviceType, credentialBackedUp } = registrationInfo;
      if (credential.id !== id) throw refusedEvidence('the passkey has another id than its registration');
      const problem = keyProblem(credential.publicKey);
      if (problem !== undefined) throw refusedEvidence(problem);
      const backupEligible = credentialDeviceType === 'multiDevice';
      if (backupEligible && !allowBackup) throw refusedEvidence('the passkey can be copied to other devices');
      if (isAttested && !attestedModels.includes(aaguid)) throw refusedEvidence(`authenticators of the model ${aaguid} do not count`);
      return {
        id,
        publicKey: toBase64Url(credential.publicKey),
        transports: registration.transports,
        aaguid,
        attestation: isAttested ? 'verified' : 'none',
        backupEligible,
        backedUp: credentialBackedUp,
        signCount: credential.counter,
      };
    });
  }

  override assert(assertion: Assertion, { challenge, id, publicKey, signCount }: ExpectedAssertion): Promise<VerifiedAssertion> {
    return refusing(async () => {
      requireOwnPage(assertion.clientDataJSON);
      if (assertion.id !== id) throw refusedEvidence('another passkey');
      const key = publicKeyBytes(publicKey);
      if (!key) throw refusedEvidence('the passkey’s recorded key does not count');
      const { clientDataJSON, authenticatorData, signature } = assertion;
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: { id, rawId: id, type: 'public-key', response: { clientDataJSON, authenticatorData, signature }, clientExtensionResults: {} },
        expectedChallenge: toBase64Url(challenge),
        expectedOrigin: this.origin,
        expectedRPID: this.rpId,
        requireUserVerification: true,
        credential: { id, publicKey: new Uint8Array(key), counter: signCount },
      });
      if (!verified) throw refusedEvidence('the signature does not verify');
      const { newCounter, credentialBackedUp, credentialDeviceType } = authenticationInfo;
      return { signCount: newCounter, backedUp: credentialBackedUp, backupEligible: credentialDeviceType === 'multiDevice' };
    });
  }

  override isPublicKey(publicKey: string): boolean {
    return publicKeyBytes(publicKey) !== undefined;
  }

  private requireTrusted(attestation: AttestationObject): void {
    requireAttested(attestation);
    if (!leadsToRoot(attestation.chain, this.roots, this.clock.now())) throw refusedEvidence('the attestation leads to no root that counts');
  }
}

/** Whatever goes wrong over a stranger's bytes is a refusal: parsers throw errors of every sort. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw refusedEvidence(String(error instanceof Error ? error.message : error).slice(0, LONGEST_REASON));
  }
}
