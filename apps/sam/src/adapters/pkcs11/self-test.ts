import { ServiceError } from '@paraph/contracts';
import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, verify } from 'node:crypto';
import type { Digest, Token } from '../../domain/ports/token.js';

/** What of a token is tested: everything that a person's signature goes through. */
export type Tested = Pick<Token, 'generateKeyPair' | 'sign' | 'verify' | 'mac' | 'verifyMac' | 'agree' | 'destroyCached'>;

/** What a token can do; the rest is not tested. */
export interface SelfTestScope {
  readonly macs: boolean;
  readonly agrees: boolean;
}

const MESSAGE = Buffer.from('paraph/self-test/v1');
const KEY_ID = 'paraph-self-test';

/**
 * Tests what the token answers against what Node.js computes from the same input, before anything is entrusted to it
 * (KEY-07): a key is made, closed, opened and signs; the signature is one over the message, and over no other; a MAC is the
 * same twice and another for other bytes; both sides of an agreement come to one secret. The key is then forgotten.
 *
 * @throws `hsm.refused` for a token that answers wrongly; what the token throws
 */
export async function selfTest(token: Tested, { macs, agrees }: SelfTestScope): Promise<void> {
  await testSignature(token);
  if (macs) await testMac(token);
  if (agrees) await testAgreement(token);
}

async function testSignature(token: Tested): Promise<void> {
  const { publicKey, wrapped } = await token.generateKeyPair('p256', 'authority');
  const signature = await token.sign({ keyId: KEY_ID, wrapped }, digestOf(MESSAGE));
  await token.destroyCached(KEY_ID);
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  must(verify('sha256', MESSAGE, key, signature), 'a signature that Node.js does not accept');
  must(await token.verify(publicKey, digestOf(MESSAGE), signature), 'that its own signature is none');
  const other = digestOf(Buffer.concat([MESSAGE, MESSAGE]));
  must(!(await token.verify(publicKey, other, signature)), 'that a signature is one over another digest');
}

async function testMac(token: Tested): Promise<void> {
  const mac = await token.mac('journal', MESSAGE);
  must(await token.verifyMac('journal', MESSAGE, mac), 'another MAC of the same bytes');
  must(!(await token.verifyMac('journal', MESSAGE.subarray(1), mac)), 'one MAC of two texts');
  must(!(await token.verifyMac('log', MESSAGE, mac)), 'one MAC for two purposes');
}

async function testAgreement(token: Tested): Promise<void> {
  const { publicKey, wrapped } = await token.generateKeyPair('p256', 'agreement');
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = other.publicKey.export({ format: 'jwk' });
  const peer = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const agreed = await token.agree({ keyId: KEY_ID, wrapped }, peer, MESSAGE);
  await token.destroyCached(KEY_ID);
  const own = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const secret = diffieHellman({ privateKey: other.privateKey, publicKey: own });
  // One round of the Concat KDF (RFC 7518 section 4.6.2).
  const expected = createHash('sha256')
    .update(Buffer.from([0, 0, 0, 1]))
    .update(secret)
    .update(MESSAGE)
    .digest();
  must(expected.equals(agreed), 'another secret than the other side of the agreement has');
}

function digestOf(message: Buffer): Digest {
  return { algorithm: 'sha256', value: new Uint8Array(createHash('sha256').update(message).digest()) };
}

function must(isRight: boolean, what: string): void {
  if (!isRight) throw new ServiceError('hsm.refused', `the token failed its self-test: it answered ${what}`);
}
