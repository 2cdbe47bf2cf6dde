import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { startShim, type Shim } from '@paraph/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { offerToCarry, packKeys, receiveKeys } from '../src/adapters/pkcs11/ceremony/carry.js';
import { holdCeremony, type CeremonyOrder } from '../src/adapters/pkcs11/ceremony/ceremony.js';
import { addGeneration } from '../src/adapters/pkcs11/ceremony/generations.js';
import { openTokens, type TokenChoice, type TokenWatch } from '../src/adapters/pkcs11/open-tokens.js';
import type { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { GeneratedKey, Token } from '../src/domain/ports/token.js';
import { digestOf } from './token.suite.js';
import { emptySoftHsm } from './token-softhsm.js';

const A = 'paraph-a';
const B = 'paraph-b';
const DEAD = 'CKR_DEVICE_REMOVED';

let order: CeremonyOrder;
let remove: () => void;
let shim: Shim;
let group: Token | undefined;
/** The tokens behind the group, as they were opened. */
let tokens: Map<string, Pkcs11Token>;
let said: string[];

const at = (label: string): CeremonyOrder => ({ ...order, label });
const watch: TokenWatch = {
  opened: (token, { label }) => tokens.set(label, token),
  out: (label) => said.push(`${label} out`),
  back: (label) => said.push(`${label} back`),
};
const choice = (...labels: readonly string[]): TokenChoice => ({
  several: labels.map((label) => ({ module: shim.module, label, pin: order.pin })),
  profile: 'trial',
  families: undefined,
  sessions: 4,
  cacheKeys: 10,
  cacheSeconds: 60,
});
const open = async (...labels: readonly string[]): Promise<Token> => (group = await openTokens(choice(...labels), () => new Date(), watch));
const two = (fingerprint: string): string[] => [`alice:${fingerprint}`, `bob:${fingerprint}`];

async function carry(from: string, to: string): Promise<void> {
  const { offer, fingerprint } = await offerToCarry(at(to));
  const packed = await packKeys(at(from), { offer, approvedBy: two(fingerprint) });
  await receiveKeys(at(to), { parcel: packed.parcel, approvedBy: two(packed.fingerprint) });
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await condition()) return;
    await pause(100);
  }
  throw new Error(`in vain: ${what}`);
}

beforeAll(async () => {
  ({ order, remove } = emptySoftHsm(A));
  await holdCeremony(order);
  await carry(A, B);
  await holdCeremony(at('paraph-stranger'));
  shim = startShim(order.module);
}, 60_000);
afterAll(() => {
  shim.remove();
  remove();
});

beforeEach(() => {
  tokens = new Map();
  said = [];
});
afterEach(async () => {
  shim.command();
  await group?.close();
  group = undefined;
});

describe('two tokens as one', () => {
  it('share the work, and each opens what the other closed', async () => {
    const both = await open(A, B);
    const keys: GeneratedKey[] = [];
    for (let index = 0; index < 4; index += 1) keys.push(await both.generateKeyPair('p256', 'signer'));
    const digest = digestOf(Buffer.from('x'));
    for (const [index, { wrapped, publicKey }] of keys.entries()) {
      for (let time = 0; time < 10; time += 1) {
        const signature = await both.sign({ keyId: `key_${index}`, wrapped }, digest);
        expect(await both.verify(publicKey, digest, signature)).toBe(true);
      }
    }
    for (const label of [A, B]) expect(tokens.get(label)!.counters.signCalls).toBeGreaterThan(5);
    expect(both.counters.signCalls).toBe(40);
    expect(await both.health()).toMatchObject({ label: 'paraph-a, paraph-b', kekGeneration: 1, warnings: [], out: [] });
  });

  it('make the same MACs', async () => {
    const both = await open(A, B);
    const macs = [];
    for (let time = 0; time < 4; time += 1) macs.push(Buffer.from(await both.mac('log', Buffer.from('x'))).toString('hex'));
    expect(new Set(macs).size).toBe(1);
  });

  it('lose no signature and make none twice while either dies and comes back', async () => {
    const both = await open(A, B);
    const { wrapped, publicKey } = await both.generateKeyPair('p256', 'signer');
    /** By message: how often a token said something else than that it certainly signed nothing. */
    const maybe = new Map<string, number>();
    for (const token of tokens.values()) {
      const signVerified = token.signVerified.bind(token);
      token.signVerified = async (key, spki, digests, scheme) => {
        const results = await signVerified(key, spki, digests, scheme);
        results.forEach((result, index) => {
          const name = Buffer.from(digests[index]!.value).toString('hex');
          const hadNoEffect = result.status === 'rejected' && /^hsm\.(refused|unavailable)$/.test(String((result.reason as { code?: string }).code));
          if (!hadNoEffect) maybe.set(name, (maybe.get(name) ?? 0) + 1);
        });
        return results;
      };
    }

    const outcomes = { signed: 0, ambiguous: 0, definite: 0 };
    let isOver = false;
    let next = 0;
    const work = async (): Promise<void> => {
      while (!isOver) {
        const digest = digestOf(Buffer.from(`message ${(next += 1)}`));
        const [result] = await both.signVerified({ keyId: 'key_one', wrapped }, publicKey, [digest]);
        if (result?.status === 'fulfilled') outcomes.signed += 1;
        else if ((result?.reason as { code?: string }).code === 'hsm.ambiguous') outcomes.ambiguous += 1;
        else outcomes.definite += 1;
        // The tests have two cores, and others want them too.
        await pause(1);
      }
    };
    const workers = Promise.all(Array.from({ length: 4 }, work));
    for (const label of [A, B, A]) {
      await pause(300);
      shim.command(`* ${DEAD} slot=${label}`);
      await until(() => said.includes(`${label} out`), `${label} is noticed to be out`);
      const before = outcomes.signed;
      await until(() => outcomes.signed > before + 20, 'the other signs on');
      expect(await both.health()).toMatchObject({ out: [label] });
      shim.command();
      await until(() => said.includes(`${label} back`), `${label} is back`);
      expect(await both.health()).toMatchObject({ out: [] });
      said = [];
    }
    isOver = true;
    await workers;
    process.stdout.write(`two tokens, three deaths: ${JSON.stringify({ messages: next, ...outcomes })}\n`);
    expect(outcomes.signed + outcomes.ambiguous + outcomes.definite).toBe(next);
    // Each message was signed once, or perhaps once: never by both.
    expect([...maybe.values()].every((times) => times === 1)).toBe(true);
    expect(maybe.size).toBe(outcomes.signed + outcomes.ambiguous);
    expect(outcomes.definite).toBe(0);
  }, 90_000);

  it('do not try again elsewhere what may have been signed', async () => {
    const both = await open(A, B);
    const { wrapped } = await both.generateKeyPair('p256', 'signer');
    const digest = digestOf(Buffer.from('x'));
    for (let time = 0; time < 2; time += 1) await both.sign({ keyId: 'key_one', wrapped }, digest);
    const before = both.counters.signCalls;
    shim.command('C_Sign CKR_DEVICE_ERROR times=1 late');
    await expect(both.sign({ keyId: 'key_one', wrapped }, digest)).rejects.toMatchObject({ code: 'hsm.ambiguous' });
    expect(both.counters.signCalls).toBe(before + 1);
    // The control: with nothing in the way the next one is signed.
    shim.command();
    await expect(both.sign({ keyId: 'key_one', wrapped }, digest)).resolves.toBeInstanceOf(Uint8Array);
  });

  it('remember the furthest head, also when one of them was out', async () => {
    const both = await open(A, B);
    const mark = (sequence: number): Uint8Array => new TextEncoder().encode(JSON.stringify({ epoch: 1, sequence, mac: '', seal: '' }));
    await both.writeMark(mark(1));
    shim.command(`* ${DEAD} slot=${A}`);
    await both.writeMark(mark(2));
    shim.command();
    await until(async () => (await both.health()).out?.length === 0, 'both are back');
    await both.mac('log', Buffer.from('x'));
    expect(Buffer.from((await both.readMark())!)).toEqual(Buffer.from(mark(2)));
  }, 30_000);

  it('answer nothing when both are out, and again when one is back', async () => {
    const both = await open(A, B);
    shim.command(`* ${DEAD}`);
    await expect(both.health()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    await expect(both.mac('log', Buffer.from('x'))).rejects.toMatchObject({ code: 'hsm.unavailable' });
    shim.command(`* ${DEAD} slot=${B}`);
    await until(() => said.includes(`${A} back`), 'the first is back');
    expect(await both.mac('log', Buffer.from('x'))).toHaveLength(32);
  }, 30_000);
});

describe('at start', () => {
  it('one that is out is waited for, and held against the other when it comes', async () => {
    shim.command(`* ${DEAD} slot=${B}`);
    const both = await open(A, B);
    expect(await both.health()).toMatchObject({ out: [B] });
    shim.command();
    await until(() => said.includes(`${B} back`), 'the second comes');
    expect([...tokens.keys()]).toEqual([A, B]);
    expect(await both.health()).toMatchObject({ out: [] });
  }, 30_000);

  it('two that are out are nothing to start with', async () => {
    shim.command(`* ${DEAD}`);
    await expect(open(A, B)).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });

  it('a token with another key under the same number is refused, and named', async () => {
    await expect(open(A, 'paraph-stranger')).rejects.toMatchObject({
      code: 'hsm.refused',
      detail: expect.stringMatching(/paraph-stranger has another generation 1 .*paraph-stranger has another MAC key than paraph-a/),
    });
    // Nothing is left open: the control opens.
    await expect(open(A, B)).resolves.toBeDefined();
  });

  it('a stranger that comes late is never used', async () => {
    shim.command(`* ${DEAD} slot=paraph-stranger`);
    const both = await open(A, 'paraph-stranger');
    shim.command();
    await until(() => tokens.has('paraph-stranger'), 'the stranger is looked at');
    await pause(1500);
    // Once when it was not there, once with the reason; then it is left alone.
    expect(said).toEqual(['paraph-stranger out', 'paraph-stranger out']);
    expect(await both.health()).toMatchObject({ out: ['paraph-stranger'] });
  }, 30_000);

  it('a PIN that is refused is tried once and never again, early or late', async () => {
    const wrong = { ...choice(A), several: [...choice(A).several!, { module: shim.module, label: B, pin: new Secret('wrong-0000') }] };
    const logins = (): number => shim.count('C_Login').asked;
    let before = logins();
    await expect(openTokens(wrong, () => new Date(), watch)).rejects.toMatchObject({ detail: 'the token does not accept the PIN' });
    expect(logins() - before).toBe(2);

    shim.command(`* ${DEAD} slot=${B}`);
    group = await openTokens(wrong, () => new Date(), watch);
    before = logins();
    shim.command();
    await until(() => said.filter((word) => word === `${B} out`).length === 2, 'it is told that the PIN is refused');
    await pause(3000);
    expect(logins() - before).toBe(1);
  }, 30_000);

  it('a label that no token has is out, and its sibling serves', async () => {
    const both = await open(A, 'nobody');
    expect(await both.health()).toMatchObject({ out: ['nobody'] });
  });
});

describe('a generation that only one token holds', () => {
  it('closes nothing until the other has it too', async () => {
    await addGeneration(order, 2);
    const both = await open(A, B);
    for (let time = 0; time < 2; time += 1) expect((await both.generateKeyPair('p256', 'signer')).wrapped.kekGeneration).toBe(1);
    expect(await both.health()).toMatchObject({ kekGeneration: 1 });
    await both.close();
    group = undefined;

    await carry(A, B);
    const later = await open(A, B);
    for (let time = 0; time < 2; time += 1) expect((await later.generateKeyPair('p256', 'signer')).wrapped.kekGeneration).toBe(2);
  }, 60_000);
});
