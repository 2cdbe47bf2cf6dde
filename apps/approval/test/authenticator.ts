import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { toBase64Url } from '@paraph/kernel';
import type { CDPSession, Page } from 'playwright-core';

/** A passkey whose both halves the test knows. */
export interface TestPasskey {
  /** Credential id, base64url. */
  readonly id: string;
  /** PKCS#8, base64. */
  readonly privateKey: string;
  /** COSE_Key of an ES256 key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
  readonly cose: Uint8Array<ArrayBuffer>;
}

export function aPasskey(): TestPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const coordinates = ['215820', Buffer.from(x, 'base64url').toString('hex'), '225820', Buffer.from(y, 'base64url').toString('hex')];
  return {
    id: toBase64Url(randomBytes(16)),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    cose: Uint8Array.from(Buffer.from(`a5010203262001${coordinates.join('')}`, 'hex')),
  };
}

/** A virtual authenticator in one tab (WebDriver's WebAuthn extension, over the browser's own protocol). */
export class Authenticator {
  private constructor(
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** One that answers as if its owner touched it, and verifies or fails to verify who that is. */
  static async plugInto(page: Page, passkeys: readonly TestPasskey[] = [], options: { isUserVerified?: boolean } = {}): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: options.isUserVerified ?? true,
        automaticPresenceSimulation: true,
      },
    });
    for (const { id, privateKey } of passkeys) {
      const credential = { credentialId: Buffer.from(id, 'base64url').toString('base64'), privateKey, rpId: 'approval.localhost', signCount: 1 };
      await session.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, isResidentCredential: false } });
    }
    return new Authenticator(session, authenticatorId);
  }

  /** Whether its owner touches it when it blinks. */
  async answer(isPresent: boolean): Promise<void> {
    await this.session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.authenticatorId, enabled: isPresent });
  }

  async credentialCount(): Promise<number> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId });
    return credentials.length;
  }

  async verifyUser(isUserVerified: boolean): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticatorId, isUserVerified });
  }
}
