import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const envelope = z.strictObject({
  payloadType: z.literal(PAYLOAD_TYPE),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).min(1),
});

/** A signed statement (DSSE 1.0). */
export type Envelope = z.infer<typeof envelope>;

/** Signs a statement with a P-256 or Ed25519 key. */
export function seal(statement: object, key: KeyObject): Envelope {
  const payload = Buffer.from(JSON.stringify(statement));
  return {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [{ keyid: keyId(createPublicKey(key)), sig: sign(digestOf(key), preAuthentication(payload), key).toString('base64') }],
  };
}

/** The statement in an envelope. @throws Error where it is not signed by this key */
export function open(text: string, key: KeyObject): unknown {
  const { payload, signatures } = envelope.parse(JSON.parse(text));
  const bytes = Buffer.from(payload, 'base64');
  const isSigned = signatures.some(({ sig }) => verify(digestOf(key), preAuthentication(bytes), key, Buffer.from(sig, 'base64')));
  if (!isSigned) throw new Error('the provenance is not signed by this key');
  return JSON.parse(bytes.toString('utf8'));
}

/** Reads a private key. @throws Error for one of another kind */
export function signingKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType !== 'ed25519' && curve !== 'prime256v1') throw new Error('a release is signed with a P-256 or an Ed25519 key');
  return key;
}

/** What is signed: type and content with their lengths, so that neither can be taken for the other (DSSE, protocol). */
function preAuthentication(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}

function digestOf(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

function keyId(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x?.slice(0, 16) ?? '';
}
