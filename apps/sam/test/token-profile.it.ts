import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeDevice, type DeviceDescription } from '../src/adapters/pkcs11/device-description.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { openTokens, type TokenChoice } from '../src/adapters/pkcs11/open-tokens.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';

const NOW = (): Date => new Date('2027-03-01T12:00:00Z');

describe('a qualified SAM', () => {
  let softHsm: SoftHsm;
  let device: DeviceDescription;
  beforeAll(async () => {
    softHsm = await startSoftHsm();
    const cryptoki = Cryptoki.load(softHsm.settings.module);
    device = describeDevice(cryptoki, softHsm.settings.label);
    cryptoki.finalize();
  }, 30_000);
  afterAll(() => softHsm.remove());

  const choice = (profile: TokenChoice['profile'], devices: TokenChoice['devices']): TokenChoice => ({ ...softHsm.settings, profile, devices });
  const listed = (): TokenChoice['devices'] => {
    const { manufacturer, model, firmware } = device;
    return [{ manufacturer, model, firmware: [firmware], certificate: 'none', until: '2030-01-01' }];
  };

  it('reads what the token says it is', () => {
    expect(device).toMatchObject({ manufacturer: 'SoftHSM project', model: 'SoftHSM v2', firmware: '2.6', isHardware: false });
  });

  it('refuses a key store in software, even one that somebody put on the list', async () => {
    await expect(openTokens(choice('qualified', listed()), NOW)).rejects.toMatchObject({
      code: 'hsm.refused',
      detail: expect.stringMatching(/the qualified profile refuses the token paraph-test:\n {2}- its slot is no hardware/),
    });
  });

  it('refuses one that nobody listed, with all that is wrong', async () => {
    const other = [{ ...listed()![0]!, manufacturer: 'Other' }];
    const refusal = openTokens(choice('qualified', other), NOW);
    await expect(refusal).rejects.toMatchObject({ detail: expect.stringMatching(/no hardware[^]*not on the list of certified devices/) });
  });

  it('leaves nothing open when it refuses: the trial, as the control, opens the same token', async () => {
    const token = await openTokens(choice('trial', undefined), NOW);
    expect(await token.health()).toMatchObject({ warnings: [] });
    await token.close();
  });
});
