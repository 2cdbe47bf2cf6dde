import { describe, expect, it } from '@jest/globals';
import { keyAlgorithms } from '@paraph/kernel';
import { omissionsOf, recognised, wrapping, type AnyTokenFamily } from './token-family.js';
import { builtInFamilies } from './token-families.js';

const softHsm = { module: 'SoftHSM', manufacturer: 'SoftHSM project', model: 'SoftHSM v2' };
const own: AnyTokenFamily = {
  name: 'example-hsm',
  recognisedBy: { manufacturer: 'Example', model: 'Nano 2' },
  keeps: 'wrapped-keys',
  keyWrap: 0x80000771,
  trustedBy: 'officer',
  oaepHash: 'sha256',
  keys: { omitted: [], unread: [] },
  storedSecrets: { omitted: [], unread: [] },
  algorithms: keyAlgorithms,
  importsPublicKeys: true,
  makesSessionKeys: true,
};

describe('a family', () => {
  it.each([
    ['softhsm', softHsm],
    ['nss', { module: 'Mozilla Foundation', manufacturer: 'Mozilla Foundation', model: 'NSS 3' }],
    ['tpm2', { module: 'tpm2-software.github.io', manufacturer: 'IBM', model: 'SW   TPM' }],
    ['p11-kit', { ...softHsm, module: 'PKCS#11 Kit' }],
  ])('%s is recognised by what the token says of itself', (name, token) => {
    expect(recognised(token).name).toBe(name);
  });

  it('that is configured comes before a built-in one, and is found by all that it names', () => {
    const token = { module: 'any', manufacturer: 'Example', model: 'Nano 2' };
    expect(recognised(token, [own])).toBe(own);
    expect(() => recognised({ ...token, model: 'Nano 3' }, [own])).toThrow('no family is known');
    expect(() => recognised({ ...token, manufacturer: 'Example ' }, [own])).toThrow('no family is known');
    expect(recognised(softHsm, [{ ...own, recognisedBy: { manufacturer: 'SoftHSM project' } }]).name).toBe('example-hsm');
  });

  it.each([
    { module: '', manufacturer: '', model: '' },
    { module: 'x', manufacturer: 'SoftHSM projec', model: '' },
    { module: 'x', manufacturer: 'softhsm project', model: '' },
    { module: 'x', manufacturer: 'Mozilla Foundation', model: 'NSS 4' },
  ])('is not guessed: $manufacturer', (token) => {
    expect(() => recognised(token)).toThrow(expect.objectContaining({ code: 'hsm.refused' }));
  });

  it('that is not known is refused with what to write', () => {
    const refusal = 'TOKEN_FAMILY_FILE with "recognisedBy": {"manufacturer":"Example","model":"Nano 2"}';
    expect(() => recognised({ module: 'x', manufacturer: 'Example', model: 'Nano 2' })).toThrow(refusal);
  });

  it('without a key wrap is refused where keys are to be wrapped', () => {
    const [kit] = builtInFamilies;
    expect(() => wrapping(kit!)).toThrow('a token of the family p11-kit does not wrap keys');
    expect(wrapping(own)).toBe(own);
  });

  it('that cannot be asked for something is warned of, whatever its token would have kept', () => {
    expect(omissionsOf(own)).toEqual([]);
    expect(omissionsOf({ ...own, keys: { omitted: ['ENCRYPT', 'VERIFY'], unread: ['SIGN'] } })).toEqual([]);
    const omissions = omissionsOf({ keys: { omitted: ['DECRYPT', 'ENCRYPT'], unread: [] }, storedSecrets: { omitted: ['ALLOWED_MECHANISMS'], unread: [] } });
    expect(omissions.map((one) => one.split(':')[0])).toEqual([
      'CKA_DECRYPT cannot be asked for on keys',
      'CKA_ALLOWED_MECHANISMS cannot be asked for on the key-encryption key and the MAC key',
    ]);
  });

  it('has a name of its own, since rows name it', () => {
    const names = builtInFamilies.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
