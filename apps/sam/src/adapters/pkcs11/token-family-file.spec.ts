import { describe, expect, it } from '@jest/globals';
import { tokenFamiliesFile } from './token-family-file.js';

const wrapped = { name: 'example-hsm', recognisedBy: { manufacturer: 'Example' }, keeps: 'wrapped-keys', keyWrap: '0x80000771' };
const problems = (...families: readonly unknown[]): string[] => {
  const parsed = tokenFamiliesFile.safeParse(families);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the file of families', () => {
  it('needs little for a token that does as the standard says', () => {
    expect(tokenFamiliesFile.parse([wrapped])).toEqual([
      {
        name: 'example-hsm',
        recognisedBy: { manufacturer: 'Example' },
        keeps: 'wrapped-keys',
        keyWrap: 0x80000771,
        trustedBy: 'officer',
        oaepHash: 'sha256',
        keys: { omitted: [], unread: [] },
        storedSecrets: { omitted: [], unread: [] },
        algorithms: ['p256', 'p384', 'p521', 'rsa2048', 'rsa3072', 'rsa4096'],
        importsPublicKeys: true,
        makesSessionKeys: true,
      },
    ]);
  });

  it('takes all that a built-in family has', () => {
    const all = {
      ...wrapped,
      recognisedBy: { module: 'Example', manufacturer: 'Example', model: 'Nano' },
      unwrapPoint: '0xD5A0DB00',
      trustedBy: 'nobody',
      oaepHash: 'sha1',
      keys: { omitted: ['DECRYPT'], unread: ['ALLOWED_MECHANISMS'] },
      storedSecrets: { omitted: ['ALLOWED_MECHANISMS'] },
      algorithms: ['p256'],
      importsPublicKeys: false,
      makesSessionKeys: false,
    };
    expect(tokenFamiliesFile.parse([all])).toMatchObject([{ unwrapPoint: 0xd5a0db00, storedSecrets: { omitted: ['ALLOWED_MECHANISMS'], unread: [] } }]);
  });

  it('takes a token that keeps keys as objects', () => {
    expect(tokenFamiliesFile.parse([{ name: 'example', recognisedBy: { module: 'Example' }, keeps: 'token-objects' }])).toMatchObject([
      { keeps: 'token-objects' },
    ]);
  });

  it.each<[string, object, string]>([
    ['an unknown key', { keyWarp: '0x1' }, 'keyWarp'],
    ['an unknown key further in', { recognisedBy: { manufacturer: 'Example', vendor: 'x' } }, 'vendor'],
    ['a name that is taken', { name: 'softhsm' }, 'this name is taken'],
    ['a name with other letters', { name: 'Example HSM' }, 'small letters'],
    ['nothing to recognise it by', { recognisedBy: {} }, 'expected a manufacturer'],
    ['a model alone', { recognisedBy: { model: 'Nano' } }, 'expected a manufacturer'],
    ['spaces at the end', { recognisedBy: { manufacturer: 'Example ' } }, 'no space at the end'],
    ['a decimal number', { keyWrap: '8458' }, 'hexadecimal'],
    ['a number that is none', { keyWrap: 0x210a }, 'keyWrap'],
    ['a number that is too large', { keyWrap: '0x123456789' }, 'hexadecimal'],
    ['an attribute that nobody knows', { keys: { omitted: ['CKA_SIGN'] } }, 'keys.omitted.0'],
    ['a token that has its own way with hiding keys', { keys: { omitted: ['SENSITIVE'] } }, 'keys.omitted.0'],
    ['a token that does not say whether a key stays', { keys: { unread: ['EXTRACTABLE'] } }, 'keys.unread.0'],
    ['an algorithm that nobody knows', { algorithms: ['ed25519'] }, 'algorithms.0'],
    ['no algorithm', { algorithms: [] }, 'algorithms'],
    ['another way of keeping keys', { keeps: 'both' }, 'keeps'],
    ['wrapped keys without a key wrap', { keyWrap: undefined }, 'keyWrap'],
    ['a key wrap where nothing is wrapped', { keeps: 'token-objects' }, 'keyWrap'],
  ])('refuses %s', (_, change, says) => {
    expect(problems({ ...wrapped, ...change }).join()).toContain(says);
  });

  it('says every problem at once', () => {
    expect(problems({ ...wrapped, name: 'Example HSM', keyWrap: 'x', trustedBy: 'me' }, { ...wrapped, keyWrap: '' })).toHaveLength(4);
  });

  it('refuses two families of one name, none, and what is no list', () => {
    expect(problems(wrapped, wrapped)).toEqual([': two families have one name']);
    expect(problems()).toHaveLength(1);
    expect(tokenFamiliesFile.safeParse(wrapped).success).toBe(false);
  });
});
