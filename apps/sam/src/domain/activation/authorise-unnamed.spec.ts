import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { explicitChallenge } from '@paraph/kernel';
import { ApplicationWorld } from '../../../test/application-world.js';
import { sealSecret } from '../../../test/typed-page.js';
import { PIN } from '../../../test/typed-world.js';
import { hashOf, payloadOf, SHA256 } from '../../../test/world.js';
import type { Policy } from '../ports/policies.js';

const pin = (value = PIN) => [{ id: 'PIN', value }];

describe('explicit authorisation', () => {
  let app: ApplicationWorld;
  beforeEach(async () => void (app = await ApplicationWorld.make({ explicit: [['pin']], scal: '1', counted: 'free', multisign: 3 })));

  const authorise = (documents: readonly string[], numSignatures: number, authData = pin()) =>
    app.world.authoriseExplicitly.run({ ...app.world.opening(app.ada, documents), numSignatures, hashAlgorithmOid: undefined }, authData);
  const change = (policy: Partial<Policy>) => void (app.world.policies.policy = { ...app.world.policies.policy, ...policy });
  const sealed = (documents: readonly string[]) =>
    sealSecret(app.world.authorityKeys.encryptionKey(), explicitChallenge(app.ada.credentialId, SHA256, documents.map(hashOf)), 'pin', PIN);

  describe('that names no documents', () => {
    it('gives a SAD for so many signatures, which the signer did not see', async () => {
      const { sad } = await authorise([], 2);
      expect(payloadOf(sad)).toMatchObject({ count: 2, unseen: 2, promise: 'presence', evidence: ['pin'] });
      expect(await app.sign(`${SAD_PREFIX}${sad}`, 'a', 'b')).toEqual({ code: 'done', signed: 2 });
      expect(await app.sign(`${SAD_PREFIX}${sad}`, 'c')).toEqual({ code: 'sad.spent', signed: 0 });
    });

    it('gives one for named and unnamed ones together', async () => {
      const { sad } = await authorise(['a'], 2);
      expect(payloadOf(sad)).toMatchObject({ count: 2, unseen: 1 });
      expect(await app.sign(`${SAD_PREFIX}${sad}`, 'b')).toEqual({ code: 'done', signed: 1 });
      expect(await app.sign(`${SAD_PREFIX}${sad}`, 'c')).toEqual({ code: 'hash.not_authorised', signed: 0 });
      expect(await app.sign(`${SAD_PREFIX}${sad}`, 'a')).toEqual({ code: 'done', signed: 1 });
    });

    it('takes a PIN that was encrypted for it, and none that was for something named', async () => {
      await expect(authorise([], 2, pin(await sealed(['a'])))).rejects.toMatchObject({ code: 'evidence.invalid' });
      expect(await authorise([], 2, pin(await sealed([])))).toHaveProperty('sad');
    });

    it('is refused for more than the policy allows, and where documents have to be named', async () => {
      await expect(authorise([], 4)).rejects.toMatchObject({ code: 'activation.too_many' });
      change({ scal: '2' });
      await expect(authorise([], 2)).rejects.toMatchObject({ code: 'request.invalid' });
      change({ scal: '1' });
      expect(await authorise([], 3)).toHaveProperty('sad');
    });
  });

  it('takes digests without their algorithm, by their length, all of one', async () => {
    change({ scal: '2' });
    const { sad } = await authorise(['a', 'b'], 2);
    expect(await app.sign(`${SAD_PREFIX}${sad}`, 'b', 'a')).toEqual({ code: 'done', signed: 2 });
    const opening = { ...app.world.opening(app.ada, ['a']), numSignatures: 2, hashAlgorithmOid: undefined };
    const documents = [...opening.documents, { label: '', hash: Buffer.alloc(48).toString('base64') }];
    await expect(app.world.authoriseExplicitly.run({ ...opening, documents }, pin())).rejects.toMatchObject({ code: 'hash.length' });
  });
});
