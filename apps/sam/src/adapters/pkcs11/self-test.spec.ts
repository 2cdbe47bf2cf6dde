import { describe, expect, it } from '@jest/globals';
import { FakeToken } from '../../../test/fake-token.js';
import type { Digest, GeneratedKey, MacPurpose, TokenKey } from '../../domain/ports/token.js';
import { selfTest } from './self-test.js';

const all = { macs: true, agrees: true };
const refused = (token: FakeToken): Promise<void> => expect(selfTest(token, all)).rejects.toMatchObject({ code: 'hsm.refused' });
const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));

/** Signs another digest than it was given. */
class Forger extends FakeToken {
  override sign(key: TokenKey, digest: Digest): Promise<Uint8Array> {
    return super.sign(key, { ...digest, value: turned(digest.value) });
  }
}

/** Answers the public key of another pair. */
class Swapper extends FakeToken {
  override async generateKeyPair(...args: Parameters<FakeToken['generateKeyPair']>): Promise<GeneratedKey> {
    const [one, other] = [await super.generateKeyPair(...args), await super.generateKeyPair(...args)];
    return { ...one, publicKey: other.publicKey };
  }
}

class Believer extends FakeToken {
  override verify(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

class Doubter extends FakeToken {
  override verify(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** One MAC for everything. */
class Constant extends FakeToken {
  override mac(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(32));
  }
}

/** Forgets the purpose. */
class Careless extends FakeToken {
  override mac(_: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    return super.mac('journal', bytes);
  }
}

class Unsteady extends FakeToken {
  #calls = 0;
  override async mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    this.#calls += 1;
    return super.mac(purpose, new Uint8Array([...bytes, this.#calls]));
  }
}

class Loner extends FakeToken {
  override async agree(...args: Parameters<FakeToken['agree']>): Promise<Uint8Array> {
    return turned(await super.agree(...args));
  }
}

describe('the self-test', () => {
  it('is passed by a token that answers right', async () => {
    await expect(selfTest(new FakeToken(), all)).resolves.toBeUndefined();
  });

  it.each([
    ['signs another digest', Forger],
    ['answers another public key', Swapper],
    ['accepts any signature', Believer],
    ['accepts no signature', Doubter],
    ['has one MAC for everything', Constant],
    ['forgets the purpose of a MAC', Careless],
    ['never makes a MAC twice', Unsteady],
    ['agrees on another secret', Loner],
  ])('is failed by a token that %s', async (_, Kind) => {
    await refused(new Kind());
  });

  it('asks for nothing that the token cannot do', async () => {
    const token = new FakeToken();
    await selfTest(token, { macs: false, agrees: false });
    expect(token.counters).toMatchObject({ macCalls: 0, agreeCalls: 0, generateCalls: 1 });
  });

  it('leaves no key in the cache', async () => {
    const token = new FakeToken();
    await selfTest(token, all);
    expect((await token.health()).cachedKeys).toBe(0);
  });
});
