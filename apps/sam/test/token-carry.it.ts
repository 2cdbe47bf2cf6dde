import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import { cancelCarrying, offerToCarry, packKeys, receiveKeys } from '../src/adapters/pkcs11/ceremony/carry.js';
import type { CarryOffer, CarryParcel } from '../src/adapters/pkcs11/ceremony/carry-files.js';
import { holdCeremony, type CeremonyOrder } from '../src/adapters/pkcs11/ceremony/ceremony.js';
import { addGeneration } from '../src/adapters/pkcs11/ceremony/generations.js';
import { actAs } from '../src/adapters/pkcs11/ceremony/officer.js';
import { readTokenState } from '../src/adapters/pkcs11/ceremony/token-state.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { digestOf } from './token.suite.js';
import { emptySoftHsm } from './token-softhsm.js';

let source: CeremonyOrder;
let target: CeremonyOrder;
let remove: () => void;

async function begin(): Promise<void> {
  ({ order: source, remove } = emptySoftHsm('paraph-source'));
  target = { ...source, label: 'paraph-target' };
  await holdCeremony(source);
}

const two = (fingerprint: string): string[] => [`alice:${fingerprint}`, `bob:${fingerprint.toUpperCase()}`];
const open = ({ module, label, pin }: CeremonyOrder): Promise<Pkcs11Token> =>
  Pkcs11Token.open({ module, label, pin, sessions: 2, cacheKeys: 2, cacheSeconds: 2 });
const labels = (order: CeremonyOrder): Promise<string[]> =>
  actAs('user', order, (cryptoki, session) =>
    cryptoki
      .find(session, [])
      .map((object) => cryptoki.call((token) => String(token.C_GetAttributeValue(session, object, [{ type: pkcs11js.CKA_LABEL }])[0]?.value)))
      .sort(),
  );

/** The whole way, as it should go. */
async function carry(to: CeremonyOrder = target): Promise<void> {
  const { offer, fingerprint } = await offerToCarry(to);
  const packed = await packKeys(source, { offer, approvedBy: two(fingerprint) });
  await receiveKeys(to, { parcel: packed.parcel, approvedBy: two(packed.fingerprint) });
}

describe('carrying', () => {
  beforeEach(begin);
  afterEach(() => remove());

  it('makes a sibling: the same keys, the same shape, nothing left behind on either side', async () => {
    await addGeneration(source, 2);
    await carry();
    const [one, other] = [await readTokenState(source), await readTokenState(target)];
    expect([...other.checks.keks.keys()]).toEqual([1, 2]);
    expect(other.checks).toEqual(one.checks);
    expect(await labels(source)).toEqual(['paraph-kek-1', 'paraph-kek-2', 'paraph-mac-1']);
    expect(await labels(target)).toEqual(['paraph-kek-1', 'paraph-kek-2', 'paraph-mac-1']);
    // Opening tries the attacks on the unwrap template and reads every other attribute back.
    const token = await open(target);
    expect((await token.health()).warnings).toEqual([]);
    await token.close();
  });

  it('has keys made on one open on the other, and MACs hold on both', async () => {
    await carry();
    const one = await open(source);
    const { wrapped, publicKey } = await one.generateKeyPair('p256', 'signer');
    const mac = await one.mac('log', Buffer.from('x'));
    await one.close();
    const other = await open(target);
    const digest = digestOf(Buffer.from('x'));
    const signature = await other.sign({ keyId: 'key_one', wrapped }, digest);
    expect(await other.verify(publicKey, digest, signature)).toBe(true);
    expect(await other.verifyMac('log', Buffer.from('x'), mac)).toBe(true);
    await other.close();
  });

  it('carries a later generation to a sibling that has the earlier ones', async () => {
    await carry();
    await addGeneration(source, 2);
    await carry();
    expect((await readTokenState(target)).checks).toEqual((await readTokenState(source)).checks);
  });

  it('can be repeated after it was done, and after a cut', async () => {
    const { offer, fingerprint } = await offerToCarry(target);
    expect((await offerToCarry(target)).fingerprint).toBe(fingerprint);
    await packKeys(source, { offer, approvedBy: two(fingerprint) });
    const packed = await packKeys(source, { offer, approvedBy: two(fingerprint) });
    const open = { parcel: packed.parcel, approvedBy: two(packed.fingerprint) };
    expect(await receiveKeys(target, open)).toMatchObject({ generations: [1] });
    expect(await receiveKeys(target, open)).toMatchObject({ generations: [] });
  });

  it('is cancelled without a trace', async () => {
    await offerToCarry(target);
    expect(await cancelCarrying(target)).toBe(2);
    expect(await labels(target)).toEqual([]);
  });
});

describe('the offer', () => {
  let offer: CarryOffer;
  let fingerprint: string;
  // None of these changes anything, so one pair serves them all.
  beforeAll(async () => {
    await begin();
    ({ offer, fingerprint } = await offerToCarry(target));
  }, 30_000);
  afterAll(() => remove());

  it('of an attacker is refused by what people read on the target, before the source wraps anything', async () => {
    const { offer: his } = await offerToCarry({ ...target, label: 'attacker' });
    await expect(packKeys(source, { offer: { ...his, target: offer.target }, approvedBy: two(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(await labels(source)).toEqual(['paraph-kek-1', 'paraph-mac-1']);
  });

  it('is refused without showing the fingerprint that was expected', async () => {
    const refusal = await packKeys(source, { offer, approvedBy: two('0000-0000') }).catch((error: Error) => error);
    expect(refusal).toBeInstanceOf(Error);
    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain(fingerprint);
  });

  it.each([
    ['nobody', (): string[] => []],
    ['one person', (right: string) => [`alice:${right}`]],
    ['one person twice', (right: string) => [`alice:${right}`, `Alice:${right}`]],
    ['two of whom one read something else', (right: string) => [`alice:${right}`, `bob:${right.replace(/^./, 'x')}`]],
    ['people without a word', () => ['alice', 'bob']],
    ['half a fingerprint', (right: string) => two(right.slice(0, 19))],
  ])('approved by %s is refused', async (_, typed) => {
    await expect(packKeys(source, { offer, approvedBy: typed(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
  });

  it('for another hash than the target uses has another fingerprint', async () => {
    await expect(packKeys(source, { offer: { ...offer, oaepHash: 'sha256' }, approvedBy: two(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
  });

  it('of another family is refused', async () => {
    await expect(packKeys(source, { offer: { ...offer, family: 'nss' }, approvedBy: two(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
  });
});

describe('the parcel', () => {
  let parcel: CarryParcel;
  let fingerprint: string;
  // All but the last test leave the target as it was.
  beforeAll(async () => {
    await begin();
    const { offer, fingerprint: offered } = await offerToCarry(target);
    ({ parcel, fingerprint } = await packKeys(source, { offer, approvedBy: two(offered) }));
  }, 30_000);
  afterAll(() => remove());

  it('stolen opens on no other token', async () => {
    const thief = { ...target, label: 'thief' };
    await offerToCarry(thief);
    await expect(receiveKeys(thief, { parcel, approvedBy: two(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
    const { token } = await readTokenState(thief);
    await expect(receiveKeys(thief, { parcel: { ...parcel, target: token }, approvedBy: two(fingerprint) })).rejects.toThrow();
    expect(await labels(thief)).toEqual(['paraph-carry', 'paraph-carry']);
  });

  it('opens for no user without the officer, not even on its target', async () => {
    const { CKA_CLASS, CKA_KEY_TYPE, CKA_LABEL, CKK_AES, CKO_PRIVATE_KEY, CKO_SECRET_KEY } = pkcs11js;
    const oaep = { mechanism: pkcs11js.CKM_RSA_PKCS_OAEP, parameter: { type: pkcs11js.CK_PARAMS_RSA_OAEP, hashAlg: pkcs11js.CKM_SHA_1, mgf: 1, source: 1 } };
    const aes = [
      { type: CKA_CLASS, value: CKO_SECRET_KEY },
      { type: CKA_KEY_TYPE, value: CKK_AES },
      { type: pkcs11js.CKA_TOKEN, value: false },
    ];
    const guarded = [
      { type: pkcs11js.CKA_SENSITIVE, value: true },
      { type: pkcs11js.CKA_WRAP_WITH_TRUSTED, value: true },
    ];
    const answers = await actAs('user', target, (cryptoki, session) => {
      const [pair] = cryptoki.find(session, [
        { type: CKA_CLASS, value: CKO_PRIVATE_KEY },
        { type: CKA_LABEL, value: 'paraph-carry' },
      ]);
      const answer = (attempt: () => unknown): string => {
        try {
          attempt();
          return 'CKR_OK';
        } catch (error) {
          return String((error as { ckr?: string }).ckr);
        }
      };
      const unwrap = (...rest: pkcs11js.Template): string =>
        answer(() => cryptoki.call((token) => token.C_UnwrapKey(session, oaep, pair!, Buffer.from(parcel.keks[0]!.wrapped), [...aes, ...rest])));
      return [
        unwrap({ type: pkcs11js.CKA_SENSITIVE, value: false }, { type: pkcs11js.CKA_EXTRACTABLE, value: true }),
        unwrap(...guarded, { type: pkcs11js.CKA_DECRYPT, value: true }),
        unwrap(
          ...guarded,
          { type: pkcs11js.CKA_UNWRAP, value: true },
          { type: pkcs11js.CKA_DECRYPT, value: false },
          { type: pkcs11js.CKA_ENCRYPT, value: false },
        ),
        unwrap(
          ...guarded,
          { type: pkcs11js.CKA_DECRYPT, value: false },
          { type: pkcs11js.CKA_ENCRYPT, value: false },
          { type: pkcs11js.CKA_TRUSTED, value: true },
        ),
        answer(() => cryptoki.call((token) => token.C_SetAttributeValue(session, pair!, [{ type: pkcs11js.CKA_DECRYPT, value: true }]))),
        answer(() => cryptoki.call((token) => token.C_DecryptInit(session, oaep, pair!))),
      ];
    });
    expect(answers).toEqual([
      'CKR_TEMPLATE_INCONSISTENT',
      'CKR_TEMPLATE_INCONSISTENT',
      'CKR_TEMPLATE_INCONSISTENT',
      'CKR_ATTRIBUTE_READ_ONLY',
      'CKR_ACTION_PROHIBITED',
      'CKR_KEY_FUNCTION_NOT_PERMITTED',
    ]);
  });

  it('with keys of an attacker, made for the very target, is refused by what people read on the source', async () => {
    const attacker = { ...target, label: 'attacker' };
    await holdCeremony(attacker);
    const { offer, fingerprint: offered } = await offerToCarry(target);
    const his = await packKeys(attacker, { offer, approvedBy: two(offered) });
    await expect(receiveKeys(target, { parcel: his.parcel, approvedBy: two(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(await labels(target)).toEqual(['paraph-carry', 'paraph-carry']);
  });

  it('is refused by a token that has keys of its own under the same numbers', async () => {
    const other = { ...target, label: 'other' };
    await holdCeremony(other);
    const { offer, fingerprint: offered } = await offerToCarry(other);
    const packed = await packKeys(source, { offer, approvedBy: two(offered) });
    await expect(receiveKeys(other, { parcel: packed.parcel, approvedBy: two(packed.fingerprint) })).rejects.toMatchObject({
      code: 'hsm.refused',
      detail: expect.stringContaining('another key as paraph-kek-1, paraph-mac-1'),
    });
  });

  it('is not opened without the program: a lesser shape would be for ever', async () => {
    const { kekProgram: _, ...without } = target;
    await expect(receiveKeys(without, { parcel, approvedBy: two(fingerprint) })).rejects.toMatchObject({ code: 'hsm.refused' });
    expect(await labels(target)).toEqual(['paraph-carry', 'paraph-carry']);
  });

  it('damaged leaves nothing', async () => {
    const wrapped = parcel.keks[0]!.wrapped.map((byte, index) => (index === 9 ? byte ^ 1 : byte));
    const damaged = { ...parcel, keks: [{ ...parcel.keks[0]!, wrapped }] };
    await expect(receiveKeys(target, { parcel: damaged, approvedBy: two(fingerprint) })).rejects.toThrow();
    expect(await labels(target)).toEqual(['paraph-carry', 'paraph-carry']);
  });

  it('opens where it is for, as the control of all the refusals', async () => {
    expect(await receiveKeys(target, { parcel, approvedBy: two(fingerprint) })).toMatchObject({ generations: [1] });
    expect(await labels(target)).toEqual(['paraph-kek-1', 'paraph-mac-1']);
  });
});
