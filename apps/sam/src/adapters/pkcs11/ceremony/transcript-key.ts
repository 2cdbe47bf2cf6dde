import { sha256, sha256Hex, toBase64 } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { Asn1X509Composer } from '../../x509/asn1-x509-composer.js';
import { pkcs11js } from '../binding.js';
import { OneSessionKey } from '../one-session-key.js';
import { TokenMac } from '../token-mac.js';
import type { CeremonyOrder } from './ceremony.js';
import { actAs } from './officer.js';
import { readTokenState } from './token-state.js';

/** What a transcript's key signs: the transcript itself, its page for people, and both again for whom it concerns. */
const MOST_SIGNATURES = 4;
/** Whoever verifies it in ten years (AUD-07) still finds the certificate within its time. */
const VALID_YEARS = 15;

/** What is to be signed, and by whom it is asked. */
export interface TranscriptOrder {
  /** What the certificate names: the ceremony. */
  readonly ceremonyId: string;
  /** SHA-256 of the transcript, hexadecimal. */
  readonly digest: string;
  readonly now: Date;
}

/** Signs while the key lives. */
export interface TranscriptSigner {
  /** DER, signed by its own key. */
  readonly certificate: Uint8Array;
  /** The token's MAC over the digest of the transcript and of the certificate, base64: only a SAM of this token, or a sibling's, could say so. */
  readonly mac: string;
  /** ECDSA-Sig-Value over a SHA-256 digest. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/**
 * Has the token sign one transcript: a key pair that never leaves the token, lives as long as `work` and signs nothing else ever. There is
 * no key for the next ceremony to borrow, and none that the service could sign a transcript with.
 *
 * @throws `hsm.refused` for a token that keeps every key, or has no MAC key yet; `hsm.unavailable`
 */
export async function withTranscriptKey<T>(order: CeremonyOrder, about: TranscriptOrder, work: (signer: TranscriptSigner) => Promise<T>): Promise<T> {
  const { family, token } = await readTokenState(order);
  return actAs('user', order, async (cryptoki, session) => {
    const slot = cryptoki.slotOf(order.label);
    const sessions = {
      open: () => cryptoki.call((native) => native.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION)),
      close: (one: typeof session) => cryptoki.call((native) => native.C_CloseSession(one)),
    };
    const mac = new TokenMac(cryptoki, session, family);
    const key = await OneSessionKey.make(cryptoki, { family, sessions }, 'p256');
    try {
      let count = 0;
      const sign = async (digest: Uint8Array): Promise<Uint8Array> => {
        if (digest.length !== 32 || (count += 1) > MOST_SIGNATURES)
          throw new Error(`a transcript takes ${MOST_SIGNATURES} signatures over SHA-256 at the most`);
        return key.sign({ algorithm: 'sha256', value: digest });
      };
      const certificate = await certify(key, about, `${token.label} ${token.serial}`);
      const sealed = await mac.of(session, 'ceremony-transcript', transcriptMacInput(about.digest, certificate));
      return await work({ certificate, mac: toBase64(sealed), sign });
    } finally {
      await key.end();
    }
  });
}

/** Whether the MAC beside a transcript is this token's. @throws `hsm.unavailable` */
export async function isTranscriptOf(order: CeremonyOrder, of: { digest: string; certificate: Uint8Array; mac: string }): Promise<boolean> {
  const { family } = await readTokenState(order);
  const expected = await actAs('user', order, (cryptoki, session) =>
    new TokenMac(cryptoki, session, family).of(session, 'ceremony-transcript', transcriptMacInput(of.digest, of.certificate)),
  );
  return toBase64(expected) === of.mac;
}

function transcriptMacInput(digest: string, certificate: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`paraph/ceremony-transcript/v1\n${digest}\n${sha256Hex(certificate)}`);
}

function certify(key: OneSessionKey, { ceremonyId, digest, now }: TranscriptOrder, token: string): Promise<Uint8Array> {
  const { publicKey } = key;
  // The certificate names what it was made for: a signature over anything else is seen to be strange.
  const subject = [
    { attribute: 'O', value: `Token ${token}`.slice(0, 64) },
    { attribute: 'CN', value: `Ceremony ${ceremonyId}` },
    { attribute: 'serialNumber', value: digest },
  ] as const;
  const content = {
    serialNumber: Buffer.concat([Buffer.of(0x40), randomBytes(15)]).toString('hex'),
    issuer: { name: subject, publicKey },
    subject,
    publicKey,
    validFrom: new Date(Math.floor(now.getTime() / 1_000) * 1_000 - 60_000),
    validTo: new Date(Date.UTC(now.getUTCFullYear() + VALID_YEARS, now.getUTCMonth(), 1)),
    keyUsage: ['nonRepudiation'],
    policies: [],
    addresses: {},
  } as const;
  return new Asn1X509Composer().certificate(content, {
    algorithm: 'p256',
    publicKey,
    sign: (toBeSigned) => key.sign({ algorithm: 'sha256', value: sha256(toBeSigned) }),
  });
}
