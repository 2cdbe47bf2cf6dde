import { beforeAll, describe, expect, it } from '@jest/globals';
import { evidence, typedSecret } from '@paraph/contracts';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import type { EncryptionKey } from '../reading/asking.js';
import { sealTyped } from './typed-secret.js';

const CHALLENGE = 'q'.repeat(43);
let key: EncryptionKey;
let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

beforeAll(async () => {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const { x = '', y = '' } = await exportJWK(pair.publicKey);
  key = { kty: 'EC', crv: 'P-256', x, y, kid: 'encryption-7' };
  privateKey = pair.privateKey;
});

const decrypted = (sealed: string) => compactDecrypt(sealed, privateKey);
const opened = async (sealed: string): Promise<unknown> => JSON.parse(Buffer.from((await decrypted(sealed)).plaintext).toString('utf8'));

describe('what is typed', () => {
  it.each(['482913', '0', 'p@ss wörd €', '\u{1f511}'.repeat(20)])('reaches the owner of the key and says what it is for: %j', async (value) => {
    const sealed = await sealTyped(key, { challenge: CHALLENGE, kind: 'pin', value });
    expect(evidence.parse({ kind: 'pin', sealed })).toEqual({ kind: 'pin', sealed });
    expect(typedSecret.parse(await opened(sealed))).toEqual({ challenge: CHALLENGE, kind: 'pin', value });
  });

  it('goes out under the header the SAM accepts, and under no other', async () => {
    const { protectedHeader } = await decrypted(await sealTyped(key, { challenge: CHALLENGE, kind: 'totp', value: '123456' }));
    const { epk, ...header } = protectedHeader;
    expect(header).toEqual({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'encryption-7' });
    expect(Object.keys(epk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  });

  it('is sealed anew each time', async () => {
    const seal = () => sealTyped(key, { challenge: CHALLENGE, kind: 'one-time-code', value: '123456' });
    const [one, other] = [await seal(), await seal()];
    const parts = one.split('.').map((part, index) => part === other.split('.')[index]);
    expect(parts).toEqual([false, true, false, false, false]);
  });

  it('does not show by its length how long it was', async () => {
    const lengths = await Promise.all(
      ['1234', '123456789012'].map(async (value) => (await sealTyped(key, { challenge: CHALLENGE, kind: 'pin', value })).length),
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it('opens for nobody else, nor when a byte changed', async () => {
    const stranger = await generateKeyPair('ECDH-ES', { crv: 'P-256' });
    const sealed = await sealTyped(key, { challenge: CHALLENGE, kind: 'pin', value: '4711' });
    await expect(compactDecrypt(sealed, stranger.privateKey)).rejects.toThrow();
    const [header = '', , iv, text = '', tag] = sealed.split('.');
    await expect(decrypted([header, '', iv, `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`, tag].join('.'))).rejects.toThrow();
  });

  it('is not sealed for a point off the curve', async () => {
    await expect(sealTyped({ ...key, y: key.x }, { challenge: CHALLENGE, kind: 'pin', value: '4711' })).rejects.toMatchObject({
      code: 'statement.unsupported',
    });
  });
});
