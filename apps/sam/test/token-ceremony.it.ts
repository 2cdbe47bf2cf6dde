import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { writeFileSync } from 'node:fs';
import { pkcs11js } from '../src/adapters/pkcs11/binding.js';
import { holdCeremony, type CeremonyOrder } from '../src/adapters/pkcs11/ceremony/ceremony.js';
import { actAs } from '../src/adapters/pkcs11/ceremony/officer.js';
import { flagsOf } from '../src/adapters/pkcs11/attributes.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { emptySoftHsm, KEK_SOURCE } from './token-softhsm.js';

let order: CeremonyOrder;
let remove: () => void;

beforeEach(() => {
  ({ order, remove } = emptySoftHsm('paraph-ceremony'));
});
afterEach(() => remove());

const withoutProgram = ({ kekProgram: _, ...rest }: CeremonyOrder): CeremonyOrder => rest;
const open = ({ module, label, pin }: CeremonyOrder): Promise<Pkcs11Token> =>
  Pkcs11Token.open({ module, label, pin, sessions: 2, cacheKeys: 2, cacheSeconds: 2 });
const labels = (): Promise<string[]> =>
  actAs('user', order, (cryptoki, session) =>
    cryptoki
      .find(session, [])
      .map((object) => cryptoki.call((token) => String(token.C_GetAttributeValue(session, object, [{ type: pkcs11js.CKA_LABEL }])[0]?.value)))
      .sort(),
  );

describe('a ceremony', () => {
  it('makes an empty token ready, in the full shape', async () => {
    expect(await holdCeremony({ ...order, kekProgram: KEK_SOURCE })).toEqual({
      label: 'paraph-ceremony',
      family: 'softhsm',
      made: ['token', 'user-pin', 'key-encryption-key', 'mac-key'],
      kekGeneration: 1,
      warnings: [],
    });
  });

  it('leaves the two keys in the token and nothing else', async () => {
    await holdCeremony(order);
    expect(await labels()).toEqual(['paraph-kek-1', 'paraph-mac-1']);
  });

  it('does nothing the second time: blobs of before still open', async () => {
    await holdCeremony(order);
    let token = await open(order);
    const { wrapped } = await token.generateKeyPair('p256', 'signer');
    const mac = await token.mac('journal', Buffer.from('x'));
    await token.close();
    expect(await holdCeremony(order)).toMatchObject({ made: [] });
    token = await open(order);
    expect(await token.sign({ keyId: 'key_one', wrapped }, { algorithm: 'sha256', value: new Uint8Array(32) })).toBeInstanceOf(Uint8Array);
    expect(await token.verifyMac('journal', Buffer.from('x'), mac)).toBe(true);
    await token.close();
  });

  it('warns twice when the program is not there, and so does the SAM', async () => {
    const { warnings } = await holdCeremony(withoutProgram(order));
    expect(warnings).toHaveLength(2);
    const token = await open(order);
    expect((await token.health()).warnings).toEqual(warnings);
    await token.close();
  });

  it('warns when the program cannot be compiled', async () => {
    const broken = `${order.soPinFile}.c`;
    writeFileSync(broken, 'this is no C');
    expect((await holdCeremony({ ...order, kekProgram: broken })).warnings).toHaveLength(2);
  });

  it('stops when the program fails, instead of making a lesser key', async () => {
    await expect(holdCeremony({ ...order, kekProgram: '/bin/false' })).rejects.toThrow();
    expect(await labels()).toEqual([]);
  });

  it('finishes what an earlier one left unfinished, and leaves no public key behind', async () => {
    await holdCeremony(order);
    await actAs('officer', order, (cryptoki, session) =>
      cryptoki.call((token) =>
        token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, [
          { type: pkcs11js.CKA_LABEL, value: 'paraph-kek-1-unfinished' },
          { type: pkcs11js.CKA_VALUE_LEN, value: 32 },
          ...flagsOf({ TOKEN: true, PRIVATE: false }),
        ]),
      ),
    );
    expect(await holdCeremony(order)).toMatchObject({ made: [] });
    expect(await labels()).toEqual(['paraph-kek-1', 'paraph-mac-1']);
  });

  it.each(['pin', 'soPin'] as const)('refuses a wrong %s', async (which) => {
    await holdCeremony(order);
    const before = await labels();
    const wrong = { ...order, [which]: new Secret('wrong-0000') };
    if (which === 'pin') await expect(holdCeremony(wrong)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    else expect(await holdCeremony(wrong)).toMatchObject({ made: [] });
    expect(await labels()).toEqual(before);
  });

  it('refuses to build on a key-encryption key of another shape', async () => {
    await holdCeremony(order);
    await actAs('user', order, (cryptoki, session) => {
      const [kek] = cryptoki.find(session, [{ type: pkcs11js.CKA_LABEL, value: 'paraph-kek-1' }]);
      cryptoki.call((token) => token.C_DestroyObject(session, kek!));
      cryptoki.call((token) =>
        token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, [
          { type: pkcs11js.CKA_LABEL, value: 'paraph-kek-1' },
          { type: pkcs11js.CKA_VALUE_LEN, value: 32 },
          { type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: Buffer.from('0a21000000000000', 'hex') },
          ...flagsOf({ TOKEN: true, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: true, WRAP: true, UNWRAP: true }),
        ]),
      );
    });
    await expect(holdCeremony(order)).rejects.toMatchObject({ code: 'hsm.refused', message: expect.stringContaining('CKA_TRUSTED') });
    await expect(open(order)).rejects.toMatchObject({ code: 'hsm.refused', message: expect.stringContaining('CKA_TRUSTED') });
  });

  it('refuses two tokens of one label', async () => {
    await holdCeremony(order);
    const cryptoki = Cryptoki.load(order.module);
    cryptoki.call((token) => token.C_InitToken(token.C_GetSlotList(true).at(-1)!, order.soPin.reveal(), order.label.padEnd(32)));
    cryptoki.finalize();
    await expect(holdCeremony(order)).rejects.toMatchObject({ detail: 'several tokens have the configured label' });
    await expect(open(order)).rejects.toMatchObject({ detail: 'several tokens have the configured label' });
  });
});

describe('a SAM', () => {
  it('does not open a token that had no ceremony', async () => {
    const cryptoki = Cryptoki.load(order.module);
    cryptoki.call((token) => token.C_InitToken(token.C_GetSlotList(true)[0]!, order.soPin.reveal(), order.label.padEnd(32)));
    cryptoki.finalize();
    await actAs('officer', order, (officer, session) => officer.call((token) => token.C_InitPIN(session, order.pin.reveal())));
    await expect(open(order)).rejects.toMatchObject({ code: 'hsm.refused', detail: 'the token has no key-encryption key: run the ceremony' });
  });
});
