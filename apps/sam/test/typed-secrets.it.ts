import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@paraph/kernel';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { TypedSecrets } from '../src/domain/evidence/typed/typed-secrets.js';
import { AuthorityKeys } from '../src/domain/keys/authority-keys.js';
import { memoryStores } from './stores.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { sealSecret } from './typed-page.js';

/* What a page encrypts by another implementation (jose), opened by the key in the token. */

const challenge = sha256('statement');
const expected = { challenge, kind: 'pin' } as const;

let softHsm: SoftHsm;
let token: Pkcs11Token;
let keys: AuthorityKeys;
let secrets: TypedSecrets;

beforeAll(async () => {
  softHsm = await startSoftHsm();
  token = await Pkcs11Token.open(softHsm.settings);
}, 60_000);

afterAll(async () => {
  await token.close();
  softHsm.remove();
});

beforeEach(async () => {
  const { keys: rows, transactions } = memoryStores();
  keys = new AuthorityKeys(rows, token, transactions);
  await keys.open();
  secrets = new TypedSecrets(keys);
});

describe('what was typed, with the key in SoftHSM', () => {
  it('opens', async () => {
    expect(await secrets.open(await sealSecret(keys.encryptionKey(), challenge, 'pin', '471125'), expected)).toBe('471125');
  });

  it('opens for fifty at once, each its own', async () => {
    const values = Array.from({ length: 50 }, (_, at) => String(100_000 + at));
    const sealed = await Promise.all(values.map((value) => sealSecret(keys.encryptionKey(), challenge, 'pin', value)));
    expect(await Promise.all(sealed.map((one) => secrets.open(one, expected)))).toEqual(values);
  });

  it('is refused for another challenge, another kind and another key', async () => {
    const sealed = await sealSecret(keys.encryptionKey(), challenge, 'pin', '471125');
    await expect(secrets.open(sealed, { ...expected, challenge: sha256('other') })).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(secrets.open(sealed, { ...expected, kind: 'totp' })).rejects.toMatchObject({ code: 'evidence.invalid' });
    const { keys: rows, transactions } = memoryStores();
    const others = new AuthorityKeys(rows, token, transactions);
    await others.open();
    const foreign = await sealSecret({ ...others.encryptionKey(), kid: keys.encryptionKey().kid }, challenge, 'pin', '471125');
    await expect(secrets.open(foreign, expected)).rejects.toMatchObject({ code: 'evidence.invalid' });
  });

  it('gives up no session for points that are none', async () => {
    const sealed = await sealSecret(keys.encryptionKey(), challenge, 'pin', '471125');
    const [head = '', ...rest] = sealed.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { epk: { x: string } };
    const forged = Buffer.from(JSON.stringify({ ...header, epk: { ...header.epk, y: header.epk.x } })).toString('base64url');
    const before = token.counters;
    for (let count = 0; count < 20; count += 1) {
      await expect(secrets.open([forged, ...rest].join('.'), expected)).rejects.toMatchObject({ code: 'evidence.invalid' });
    }
    expect(token.counters).toEqual(before);
    expect(await secrets.open(sealed, expected)).toBe('471125');
  });
});
