import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestProvider } from '../../../test/test-provider.js';
import { World } from '../../../test/world.js';
import type { ProviderRecord } from '../records/record-kinds.js';
import { pinnedKeyText, providerRecordId, RecordedProviders } from './recorded-providers.js';

const [ONE, OTHER] = ['https://idp.example', 'https://other.example'];

describe('several identity providers', () => {
  let world: World;
  let second: TestProvider;
  let providers: RecordedProviders;
  beforeEach(async () => {
    world = await World.make();
    second = await TestProvider.make('other-1');
    providers = new RecordedProviders([world.provider, second.describe({ issuer: OTHER, clientId: 'other-signing' })], world.records);
  });

  const kids = async (issuer: string) => (await providers.find(issuer))?.keys.map(({ jwk }) => jwk.kid);

  async function write(issuer: string, body: ProviderRecord): Promise<void> {
    const sealed = await world.records.sealNew('provider', providerRecordId(issuer), body);
    await world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));
  }

  it('have the keys of the file, each its own', async () => {
    expect([await kids(ONE), await kids(OTHER)]).toEqual([['idp-1'], ['other-1']]);
  });

  it('have those of the trust record once there is one, and only that provider', async () => {
    const { pinned } = await TestProvider.make('new');
    await write(ONE, { issuer: ONE, keys: [pinnedKeyText(pinned)], asOf: world.clock.now().toISOString() });
    expect([await kids(ONE), await kids(OTHER)]).toEqual([['new'], ['other-1']]);
    expect(await providers.find(OTHER)).toMatchObject({ clientId: 'other-signing' });
  });

  it('are none that only a record names: addresses come from the operator', async () => {
    await write('https://unknown.example', { issuer: 'https://unknown.example', keys: [], asOf: world.clock.now().toISOString() });
    expect(await providers.find('https://unknown.example')).toBeUndefined();
  });

  it('keep the dates of keys through the record', async () => {
    const [notBefore, notAfter] = [new Date('2027-01-01T00:00:00.000Z'), new Date('2027-06-01T00:00:00.000Z')];
    const keys = [{ ...second.pinned, notBefore, notAfter }, { ...second.pinned, notBefore }, { ...second.pinned, notAfter }, second.pinned];
    await write(OTHER, { issuer: OTHER, keys: keys.map(pinnedKeyText), asOf: world.clock.now().toISOString() });
    expect((await providers.find(OTHER))?.keys).toEqual(keys);
  });
});
