import { newId } from '@paraph/kernel';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { Token } from '../src/domain/ports/token.js';
import type { Stores } from './stores.js';
import { SHA256, SUBSCRIBER, type World } from './world.js';

/** What a signed document of a test says otherwise than a good one; a claim that is `undefined` is left out. */
export interface Change {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
}

/** A client with a key pair of its own, pinned in the SAM's record. */
export class SigningClient {
  private constructor(
    readonly clientId: string,
    readonly key: CryptoKey,
    readonly publicJwk: Record<string, string> & { kid: string },
    private readonly world: World<Stores, Token>,
  ) {}

  static async make(world: World<Stores, Token>, multisign = 100): Promise<SigningClient> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { x = '', y = '' } = await exportJWK(publicKey);
    const jwk = { kty: 'EC', crv: 'P-256', x, y, kid: 'orders-1' };
    const clientId = newId('cli');
    await world.recordClient.run(clientId, { subscriberId: SUBSCRIBER, name: 'Signing application', multisign, keys: [jwk] });
    return new SigningClient(clientId, privateKey, jwk, world);
  }

  private get now(): number {
    return Math.floor(this.world.clock.now().getTime() / 1_000);
  }

  /** An order for these digests; a good one unless told otherwise. */
  order(about: { credentialId: string; hashes: readonly string[]; activationId?: string | undefined }, change?: Change): Promise<string> {
    const { credentialId, hashes, activationId } = about;
    const claims = {
      iss: this.clientId,
      aud: 'paraph-sam',
      credential: credentialId,
      hashes,
      hashAlgorithm: SHA256,
      count: hashes.length,
      ...(activationId === undefined ? {} : { activation: activationId }),
      iat: this.now,
      exp: this.now + 300,
      jti: newId('req'),
    };
    return this.sign('paraph-order+jwt', claims, change);
  }

  /** A request object (RFC 9101) for these documents. */
  requestObject(about: { credentialId: string; documents: readonly { hash: string; label: string }[] }, change?: Change): Promise<string> {
    const details = [{ type: 'credential', credentialID: about.credentialId, documentDigests: about.documents, hashAlgorithmOID: SHA256 }];
    const claims = { iss: this.clientId, aud: 'https://identity.example', authorization_details: details, iat: this.now, exp: this.now + 300 };
    return this.sign('oauth-authz-req+jwt', claims, change);
  }

  /** A DPoP proof (RFC 9449) by the client's key for this request and token hash. */
  async proof(about: { method: string; url: string; ath: string }, change: Change = {}): Promise<string> {
    const claims = { htm: about.method, htu: about.url, ath: about.ath, iat: this.now, jti: newId('req'), ...change.claims };
    const { kid: _kid, ...jwk } = this.publicJwk;
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...change.header }).sign(change.key ?? this.key);
  }

  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.publicJwk);
  }

  private sign(typ: string, payload: JWTPayload, { claims = {}, header = {}, key = this.key }: Change = {}): Promise<string> {
    return new SignJWT({ ...payload, ...claims }).setProtectedHeader({ alg: 'ES256', typ, kid: 'orders-1', ...header }).sign(key);
  }
}
