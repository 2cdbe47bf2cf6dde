import { describe, expect, it } from '@jest/globals';
import { HASH_COST, hasCost, hashPassword, matchesPassword, type HashCost } from './password-hash.js';
import { Passwords } from './passwords.js';

const CHEAP: HashCost = { memory: 64, passes: 1, parallelism: 1 };

describe('a password hash', () => {
  it('says what it cost, and is another each time', async () => {
    const [one, other] = [await hashPassword('secret', CHEAP), await hashPassword('secret', CHEAP)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
  });

  it('is read as the reference implementation of RFC 9106 writes it', async () => {
    // Of the tests of that implementation: t=2, m=2^16, p=1, salt "somesalt".
    const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect([await matchesPassword('password', hash), await matchesPassword('passwore', hash)]).toEqual([true, false]);
  });

  it('matches its password in either normal form, and nothing else', async () => {
    const hash = await hashPassword('caf\u00e9', CHEAP);
    expect(await matchesPassword('cafe\u0301', hash)).toBe(true);
    for (const wrong of ['cafe', 'caf\u00e9 ', 'CAF\u00c9', '']) expect(await matchesPassword(wrong, hash)).toBe(false);
  });

  it.each(['', 'secret', '$2b$10$abcdefghijklmnopqrstuv', '$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA'])(
    'in another format (%s) is a bug',
    async (hash) => {
      await expect(matchesPassword('secret', hash)).rejects.toThrow('format');
    },
  );

  it('costs what RFC 9106 recommends where memory is shared', () => {
    expect(HASH_COST).toEqual({ memory: 65_536, passes: 3, parallelism: 4 });
  });
});

describe('a password', () => {
  it('is right, wrong, or right with a hash of before', async () => {
    const [before, now] = [new Passwords(CHEAP), new Passwords({ ...CHEAP, passes: 2 })];
    const [old, fresh] = [await before.hash('secret'), await now.hash('secret')];
    expect([await now.verify('secret', old), await now.verify('secret', fresh), await now.verify('wrong', old)]).toEqual(['outdated', 'right', 'wrong']);
    expect([hasCost(old, CHEAP), hasCost(fresh, CHEAP)]).toEqual([true, false]);
  });

  it('of nobody is wrong, the empty one too', async () => {
    const passwords = new Passwords(CHEAP);
    expect([await passwords.verify('', undefined), await passwords.verify('secret', undefined)]).toEqual(['wrong', 'wrong']);
  });
});
