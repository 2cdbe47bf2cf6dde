import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CertificateContent } from '../../src/domain/x509/contents.js';
import type { TestSigner } from '../world.js';
import { BindingTrial, BOUND_AND_SIGNED, NOTHING_BOUND } from './binding-trial.js';
import { outcomeOf, refused } from './refusal.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('a certificate whose time is over', () => {
  let trial: BindingTrial;
  let ada: TestSigner;
  let right: CertificateContent;
  beforeEach(async () => {
    trial = await BindingTrial.make();
    ada = await trial.signer();
    right = await trial.right(ada);
  });

  const at = (milliseconds: number) => new Date(trial.world.clock.now().getTime() + milliseconds);
  const sign = (sad: string, document: string) => outcomeOf(trial.world.token, () => trial.world.signHash.run(trial.world.request(ada, sad, [document])));

  it.each<[string, string, () => Partial<CertificateContent>]>([
    ['ended a second ago', 'it is no longer valid', () => ({ validFrom: at(-DAY), validTo: at(-1_000) })],
    ['ended last year', 'it is no longer valid', () => ({ validFrom: at(-500 * DAY), validTo: at(-400 * DAY) })],
    ['begins tomorrow', 'it is not yet valid', () => ({ validFrom: at(DAY), validTo: at(2 * DAY) })],
    ['outlives its authority', 'it outlives its issuer', () => ({ validTo: new Date(trial.issuing.validTo.getTime() + 1_000) })],
  ])('is not bound when it %s', async (_what, reason, change) => {
    expect(await trial.run(ada, await trial.compose({ ...right, ...change() }))).toEqual(NOTHING_BOUND);
    expect(await trial.reason()).toBe(reason);
    expect(await trial.run(ada, await trial.compose(right))).toEqual(BOUND_AND_SIGNED);
  });

  it('signs to its last moment and not after it, though the signer approved before', async () => {
    await trial.run(ada, await trial.compose({ ...right, validTo: at(MINUTE) }));
    const sad = await trial.world.sad(ada, ['one', 'two']);
    trial.world.clock.advance(MINUTE);
    expect(await sign(sad, 'one')).toEqual({ code: 'done', signed: 1 });
    trial.world.clock.advance(1);
    expect(await sign(sad, 'two')).toEqual(refused('credential.certificate_expired'));
    expect((await trial.world.eventTypes()).at(-1)).toBe('signature-refused: credential.certificate_expired');
  });

  it('opens no activation any more', async () => {
    await trial.run(ada, await trial.compose({ ...right, validTo: at(MINUTE) }));
    trial.world.clock.advance(MINUTE + 1);
    expect(await outcomeOf(trial.world.token, () => trial.world.sad(ada))).toEqual(refused('credential.certificate_expired'));
  });

  it('is not made younger by the database', async () => {
    await trial.run(ada, await trial.compose({ ...right, validTo: at(MINUTE) }));
    const sad = await trial.world.sad(ada);
    trial.world.clock.advance(2 * MINUTE);
    const place = `binding/${ada.credentialId}`;
    const row = trial.world.stores.records.table.get(place);
    const { body } = (await trial.world.records.find('binding', ada.credentialId)) ?? {};
    if (!row || !body?.certificate) throw new Error('no certificate');
    trial.world.stores.records.table.set(place, { ...row, body: row.body.replace(body.certificate.validTo, at(DAY).toISOString()) });
    expect(await sign(sad, 'contract.pdf')).toEqual(refused('record.tampered'));
    trial.world.stores.records.table.set(place, row);
    expect(await sign(sad, 'contract.pdf')).toEqual(refused('credential.certificate_expired'));
  });

  it.each(['revoked', 'suspended', 'destroyed'] as const)('or that is %s signs nothing that was approved before', async (state) => {
    await trial.run(ada, await trial.compose(right));
    const sad = await trial.world.sad(ada, ['one', 'two']);
    expect(await sign(sad, 'one')).toEqual({ code: 'done', signed: 1 });
    await trial.world.change(ada.credentialId, { state });
    expect(await sign(sad, 'two')).toEqual(refused('credential.disabled'));
    expect((await trial.run(ada, await trial.compose(right))).bound).toBe('credential.state');
  });
});
