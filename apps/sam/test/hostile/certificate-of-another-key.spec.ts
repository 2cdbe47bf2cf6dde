import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CertificateContent } from '../../src/domain/x509/contents.js';
import type { TestSigner } from '../world.js';
import { BindingTrial, BOUND_AND_SIGNED, NOTHING_BOUND } from './binding-trial.js';

const OTHER_KEY = 'it is for another public key';
const OTHER_PERSON = 'it names another subject';

describe('a certificate connector that brings a genuine certificate which is not this credential’s', () => {
  let trial: BindingTrial;
  let ada: TestSigner;
  let bob: TestSigner;
  let right: CertificateContent;
  beforeEach(async () => {
    trial = await BindingTrial.make();
    [ada, bob] = [await trial.signer(), await trial.signer()];
    right = await trial.right(ada);
  });

  it('gets signatures with each credential’s own', async () => {
    for (const signer of [ada, bob]) {
      const { der } = await trial.authorities.composeCertificate.run(signer.credentialId);
      expect(await trial.run(signer, der)).toEqual(BOUND_AND_SIGNED);
    }
  });

  const others: readonly [string, string, () => Promise<Uint8Array>][] = [
    ['another signer’s', OTHER_KEY, async () => (await trial.authorities.composeCertificate.run(bob.credentialId)).der],
    ['this person’s, for another key of the ledger', OTHER_KEY, async () => trial.compose({ ...right, publicKey: bob.publicKey })],
    ['this person’s, for a key nobody knows', OTHER_KEY, async () => trial.compose({ ...right, publicKey: (await trial.foreignKey('p256')).publicKey })],
    ['this person’s, for the authority’s own key', OTHER_KEY, async () => trial.compose({ ...right, publicKey: trial.issuing.publicKey })],
    ['another person’s, for this key', OTHER_PERSON, async () => trial.compose({ ...right, subject: (await trial.right(bob)).subject })],
    [
      'this person’s, with an organisation added',
      OTHER_PERSON,
      async () => trial.compose({ ...right, subject: [...right.subject, { attribute: 'O', value: 'Bank' }] }),
    ],
    [
      'this key’s, good for more than content commitment',
      'its key usage is not content commitment alone, critical',
      async () => trial.compose({ ...right, keyUsage: ['nonRepudiation', 'digitalSignature'] }),
    ],
    ['this key’s, good for issuing others', 'it is an authority’s', async () => trial.compose({ ...right, pathLength: 0 })],
    ['this key’s, under no policy', 'it is not under the policy of the credential', async () => trial.compose({ ...right, policies: [] })],
    ['this key’s, for time-stamps alone', 'it has a critical extension that is not understood', async () => trial.compose({ ...right, timestampUnit: true })],
  ];
  it.each(others)('gets none with one that is %s', async (_what, reason, make) => {
    expect(await trial.run(ada, await make())).toEqual(NOTHING_BOUND);
    expect(await trial.reason()).toBe(reason);
    expect(await trial.run(ada, await trial.compose(right))).toEqual(BOUND_AND_SIGNED);
  });

  it('gets no second certificate bound in the place of the first', async () => {
    await trial.run(ada, await trial.compose(right));
    expect((await trial.run(ada, await trial.compose({ ...right, serialNumber: '4a01' }))).bound).toBe('credential.state');
  });

  it('gets no signature when the database exchanges the certificates of two records', async () => {
    for (const signer of [ada, bob]) await trial.run(signer, await trial.compose(await trial.right(signer)));
    const { table } = trial.world.stores.records;
    const [one, other] = [table.get(`binding/${ada.credentialId}`), table.get(`binding/${bob.credentialId}`)];
    if (!one || !other) throw new Error('no record');
    table.set(`binding/${ada.credentialId}`, { ...one, body: other.body });
    expect(await trial.run(ada, await trial.compose(right))).toEqual({ bound: 'record.tampered', signed: 'record.tampered', signatures: 0 });
    table.set(`binding/${ada.credentialId}`, one);
    expect((await trial.run(ada, await trial.compose(right))).signatures).toBe(1);
  });
});
