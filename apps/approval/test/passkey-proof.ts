import type { Assertion, Registration } from '@paraph/contracts';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';

/** Where the passkeys of a test belong. */
export interface Home {
  readonly origin: string;
}

const expected = ({ origin }: Home, challenge: string) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: 'approval.localhost',
  requireUserVerification: true,
});

/** Verifies an assertion as the SAM would, with a library that the page does not have. */
export async function isBy(home: Home, { cose, id }: { cose: Uint8Array<ArrayBuffer>; id: string }, assertion: Assertion, challenge: string): Promise<boolean> {
  const { id: answered, userHandle: _userHandle, ...response } = assertion;
  const { verified } = await verifyAuthenticationResponse({
    ...expected(home, challenge),
    response: { id: answered, rawId: answered, type: 'public-key', clientExtensionResults: {}, response },
    credential: { id, publicKey: cose, counter: 0 },
  });
  return verified;
}

/** Verifies the registration of a passkey alike, and answers its key. */
export async function registeredKey(
  home: Home,
  registration: Registration,
  challenge: string,
): Promise<{ id: string; cose: Uint8Array<ArrayBuffer>; format: string }> {
  if (registration.kind !== 'passkey') throw new Error(`a ${registration.kind} is no passkey`);
  const { id, clientDataJSON, attestationObject } = registration;
  const { registrationInfo } = await verifyRegistrationResponse({
    ...expected(home, challenge),
    response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
  });
  if (!registrationInfo) throw new Error('the registration does not verify');
  return { id: registrationInfo.credential.id, cose: registrationInfo.credential.publicKey, format: registrationInfo.fmt };
}
