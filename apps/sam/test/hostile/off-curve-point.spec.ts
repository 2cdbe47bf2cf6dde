import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Evidence } from '@paraph/contracts';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { PIN, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';

/*
 * Attack: an ephemeral key that is no point of P-256. On a curve with small groups each answer tells of the private key;
 * and a token that stumbles over it takes a session down, which is denial for everybody.
 */

describe('an ephemeral key off the curve', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([['oidc', 'pin']]);
    ada = await typed.signer();
    draft = await typed.world.open(ada);
    await typed.world.signIn(ada, draft);
  });

  const withKey = async (change: (key: Record<string, string>) => object): Promise<Evidence> => {
    const { sealed } = (await typed.typed(draft, 'pin', PIN)) as Extract<Evidence, { kind: 'pin' }>;
    const [head = '', ...rest] = sealed.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { epk: Record<string, string> };
    const forged = { ...header, epk: { ...header.epk, ...change(header.epk) } };
    return { kind: 'pin', sealed: [Buffer.from(JSON.stringify(forged)).toString('base64url'), ...rest].join('.') };
  };
  const bytes = (hexadecimal: string) => Buffer.from(hexadecimal, 'hex').toString('base64url');
  const plusOne = (text: string) => {
    const number = BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`) + 1n;
    return bytes(number.toString(16).padStart(64, '0').slice(-64));
  };
  /** The prime of P-256 (FIPS 186-5): as a coordinate it is zero, written so that a careless comparison does not see it. */
  const PRIME = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
  const zero = bytes('00'.repeat(32));
  const another = (curve: string) => generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ format: 'jwk' });

  it('control: a key on the curve reaches the token, the PIN is taken, and one signature is made', async () => {
    const before = typed.world.token.counters.agreeCalls;
    expect(await typed.type(draft, 'pin', PIN)).toBe('completed');
    expect(typed.world.token.counters.agreeCalls).toBe(before + 1);
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it.each<[string, (key: Record<string, string>) => object]>([
    ['whose y is one further', ({ y = '' }) => ({ y: plusOne(y) })],
    ['whose x is one further', ({ x = '' }) => ({ x: plusOne(x) })],
    ['whose coordinates changed places', ({ x, y }) => ({ x: y, y: x })],
    ['at zero', () => ({ x: zero, y: zero })],
    ['with x at the prime', () => ({ x: bytes(PRIME) })],
    ['with both at the prime', () => ({ x: bytes(PRIME), y: bytes(PRIME) })],
    ['of nothing but ones', () => ({ x: bytes('ff'.repeat(32)), y: bytes('ff'.repeat(32)) })],
    ['by chance', () => ({ x: randomBytes(32).toString('base64url'), y: randomBytes(32).toString('base64url') })],
    ['of the curve secp256k1, called P-256', () => ({ ...another('secp256k1'), crv: 'P-256' })],
    ['of P-384', () => another('P-384')],
    ['with a coordinate of 33 bytes', ({ x = '' }) => ({ x: Buffer.concat([Buffer.alloc(1), Buffer.from(x, 'base64url')]).toString('base64url') })],
  ])('never reaches the token: one %s', async (_what, change) => {
    const before = typed.world.token.counters;
    expect(await typed.present(draft, await withKey(change))).toBe('evidence.invalid');
    expect(typed.world.token.counters.agreeCalls).toBe(before.agreeCalls);
    expect(typed.world.token.counters.sessionsDiscarded).toBe(before.sessionsDiscarded);
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
