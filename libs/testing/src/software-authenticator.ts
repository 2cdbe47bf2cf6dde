import type { Assertion, Registration } from '@paraph/contracts';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { encodeCbor, type Cbor } from './cbor.js';
import { coseAlgorithms, coseKey, type CoseAlgorithm } from './cose-key.js';

/** Bits of the authenticator data's flags (WebAuthn Level 3, 6.1). */
export const authenticatorFlags = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40, extended: 0x80 } as const;

/** How a passkey is made. */
export interface PasskeyOptions {
  /** Full origin of the page that asks, port included; its host is the RP id. */
  readonly origin: string;
  readonly algorithm?: CoseAlgorithm;
  /** Whether it may be copied to other devices: such passkeys count 0 for ever. */
  readonly backupEligible?: boolean;
  /** Model, as a UUID. */
  readonly aaguid?: string;
}

/** What one answer says otherwise than a good one does. */
export interface CeremonyChange {
  /** Members of the client data; one that is `undefined` is left out. */
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly rpId?: string;
  /** Instead of the flags the passkey would set. */
  readonly flags?: number;
  readonly signCount?: number;
}

/** Who vouches for the authenticator's model: its own key (`self`), or a certificate whose key signs. */
export type Attestation = 'none' | 'self' | { readonly chain: readonly Uint8Array[]; readonly key: KeyObject };

/** A passkey that outlives its process. Test material: its private key is text. */
export interface StoredPasskey {
  readonly origin: string;
  readonly algorithm: CoseAlgorithm;
  readonly backupEligible: boolean;
  readonly aaguid: string;
  readonly id: string;
  readonly signCount: number;
  /** PKCS#8, PEM. */
  readonly privateKey: string;
}

type PasskeyRegistration = Extract<Registration, { kind: 'passkey' }>;

/**
 * A passkey in software: what the authenticator of a person would answer the approval page, for robots and tests. It asks
 * nobody before it signs, so it belongs nowhere else.
 */
export class SoftwareAuthenticator {
  #signCount: number;
  readonly #privateKey: KeyObject;

  private constructor(private readonly settings: Omit<StoredPasskey, 'privateKey'> & { readonly privateKey: KeyObject }) {
    this.#privateKey = settings.privateKey;
    this.#signCount = settings.signCount;
  }

  /** A new passkey for the page of this origin. */
  static make({ origin, algorithm = 'ES256', backupEligible = false, aaguid = '00000000-0000-0000-0000-000000000000' }: PasskeyOptions): SoftwareAuthenticator {
    const id = toBase64Url(randomBytes(32));
    return new SoftwareAuthenticator({ origin, algorithm, backupEligible, aaguid, id, signCount: 0, privateKey: makeKey(algorithm) });
  }

  static restore({ privateKey, ...settings }: StoredPasskey): SoftwareAuthenticator {
    return new SoftwareAuthenticator({ ...settings, privateKey: createPrivateKey(privateKey) });
  }

  /** The same passkey on a second device, as a thief would have it: same key, and the counter of now. */
  clone(): SoftwareAuthenticator {
    return SoftwareAuthenticator.restore(this.store());
  }

  store(): StoredPasskey {
    const privateKey = this.#privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { ...this.settings, signCount: this.#signCount, privateKey };
  }

  /** Credential id, base64url. */
  get id(): string {
    return this.settings.id;
  }

  /** COSE_Key, base64url. */
  get publicKey(): string {
    return toBase64Url(this.#coseKey());
  }

  get signCount(): number {
    return this.#signCount;
  }

  /** Answers `navigator.credentials.create`. */
  register(challenge: Uint8Array, attestation: Attestation = 'none', change: CeremonyChange = {}): PasskeyRegistration {
    const clientData = this.#clientData('webauthn.create', challenge, change);
    const authData = this.#authenticatorData(authenticatorFlags.attested, change, this.#attestedCredential());
    const statement = this.#attest(attestation, [authData, sha256(clientData)]);
    const attestationObject = encodeCbor(
      new Map<string, Cbor>([
        ['fmt', statement.size === 0 ? 'none' : 'packed'],
        ['attStmt', statement],
        ['authData', authData],
      ]),
    );
    return {
      kind: 'passkey',
      id: this.id,
      clientDataJSON: toBase64Url(clientData),
      attestationObject: toBase64Url(attestationObject),
      transports: ['internal'],
    };
  }

  /** Answers `navigator.credentials.get`. */
  assert(challenge: Uint8Array, change: CeremonyChange = {}): Assertion {
    if (!this.settings.backupEligible) this.#signCount += 1;
    const clientData = this.#clientData('webauthn.get', challenge, change);
    const authenticatorData = this.#authenticatorData(0, change);
    const signature = this.#sign([authenticatorData, sha256(clientData)]);
    return {
      id: this.id,
      clientDataJSON: toBase64Url(clientData),
      authenticatorData: toBase64Url(authenticatorData),
      signature: toBase64Url(signature),
    };
  }

  #clientData(type: string, challenge: Uint8Array, { clientData = {} }: CeremonyChange): Uint8Array {
    const data = { type, challenge: toBase64Url(challenge), origin: this.settings.origin, crossOrigin: false, ...clientData };
    return new TextEncoder().encode(JSON.stringify(data));
  }

  #authenticatorData(more: number, { rpId, flags, signCount }: CeremonyChange, ...tail: readonly Uint8Array[]): Uint8Array {
    const { present, verified, backupEligible, backedUp } = authenticatorFlags;
    const usual = present | verified | (this.settings.backupEligible ? backupEligible | backedUp : 0);
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, signCount ?? this.#signCount);
    const rpIdHash = sha256(rpId ?? new URL(this.settings.origin).hostname);
    return joined(rpIdHash, Uint8Array.of((flags ?? usual) | more), counter, ...tail);
  }

  #attestedCredential(): Uint8Array {
    const aaguid = Buffer.from(this.settings.aaguid.replaceAll('-', ''), 'hex');
    const id = fromBase64Url(this.id) ?? new Uint8Array();
    return joined(aaguid, Uint8Array.of(id.length >> 8, id.length & 0xff), id, this.#coseKey());
  }

  #attest(attestation: Attestation, signed: readonly Uint8Array[]): ReadonlyMap<string, Cbor> {
    if (attestation === 'none') return new Map();
    if (attestation === 'self') return statement(coseAlgorithms[this.settings.algorithm], this.#sign(signed));
    return statement(coseAlgorithms.ES256, sign('sha256', joined(...signed), attestation.key), attestation.chain);
  }

  #sign(parts: readonly Uint8Array[]): Uint8Array {
    const { algorithm } = this.settings;
    const digest = algorithm === 'EdDSA' ? null : algorithm === 'ES384' ? 'sha384' : algorithm === 'ES512' ? 'sha512' : 'sha256';
    return new Uint8Array(sign(digest, joined(...parts), this.#privateKey));
  }

  #coseKey(): Uint8Array {
    return coseKey(createPublicKey(this.#privateKey), this.settings.algorithm);
  }
}

function makeKey(algorithm: CoseAlgorithm): KeyObject {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
  if (algorithm === 'RS256' || algorithm === 'PS256') return generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  const namedCurve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[algorithm];
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

// Packed attestation statement (WebAuthn Level 3, 8.2), in CTAP2's canonical order of keys.
function statement(alg: number, sig: Uint8Array, x5c?: readonly Uint8Array[]): ReadonlyMap<string, Cbor> {
  return new Map<string, Cbor>([['alg', alg], ['sig', sig], ...(x5c ? [['x5c', x5c] as const] : [])]);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
