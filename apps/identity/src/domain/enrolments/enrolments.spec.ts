import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { Bench, idTokenOver, visitOf } from '../../../test/bench.js';
import { challengeOf } from '../../../test/fake-drafts.js';
import { MemorySignerStore } from '../../../test/memory-stores.js';
import type { CarriedAct } from '../carried/act.js';
import { CarryEnrolment } from './carry-enrolment.js';
import { CompleteEnrolment } from './complete-enrolment.js';
import { TakeEnrolmentAct } from './take-enrolment-act.js';

const REGISTER: CarriedAct = { kind: 'register', registrations: '[{"kind":"passkey"}]' };

let bench: Bench;
let signers: MemorySignerStore;
let enrolmentId: string;
let signerId: string;
beforeEach(async () => {
  bench = new Bench();
  signers = new MemorySignerStore();
  signerId = await aSigner();
  ({ enrolmentId } = bench.neighbours.openEnrolment(signerId));
});

async function aSigner(subscriberId = 'sub_1'): Promise<string> {
  const id = newId('sgn');
  await signers.add({ id, subscriberId, name: 'Alice' });
  return id;
}

const draft = (id = enrolmentId) => {
  const found = bench.neighbours.enrolments.get(id);
  if (!found) throw new Error('no enrolment');
  return found;
};
const challenge = (): string => toBase64Url(enrolmentChallenge(draft().statement));
const take = (act: CarriedAct, over = challenge()) => new TakeEnrolmentAct(bench.sam).run(enrolmentId, over, act);

describe('the terms’ acceptance', () => {
  it('leads to the provider', async () => {
    expect(await take({ kind: 'accept' })).toMatchObject({ kind: 'provider', reference: enrolmentId });
  });

  it('with means registered has the provider prove the signer over them', async () => {
    const step = await take(REGISTER);
    const nonce = new URL(step?.kind === 'provider' ? step.location : '').searchParams.get('nonce');
    expect([nonce, nonce === challenge()]).toEqual([challengeOf(draft()), false]);
  });

  it('with means that are not taken leads back to the page that says so', async () => {
    bench.neighbours.failures.set('offerMeans', 'evidence.invalid');
    expect(visitOf(await take(REGISTER))).toEqual({ statement: draft().statement, again: 'evidence.invalid' });
    bench.neighbours.failures.set('beginEvidence', 'evidence.missing');
    expect(visitOf(await take({ kind: 'accept' }))).toMatchObject({ again: 'evidence.missing' });
  });

  it('that is refused leads nowhere and asks the SAM for nothing', async () => {
    expect(await take({ kind: 'refuse' })).toBeUndefined();
    expect(bench.neighbours.calls).toEqual(['describeEnrolment']);
  });

  it.each<[string, CarriedAct]>([
    ['evidence', { kind: 'evidence', evidence: { kind: 'pin', sealed: 'a.b.c.d.e' } }],
    ['a begin', { kind: 'begin', means: 'oidc' }],
  ])('is not %s', async (_what, act) => {
    await expect(take(act)).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('is not for another challenge, and not for an enrolment that is not open or not there', async () => {
    await expect(take({ kind: 'accept' }, 'A'.repeat(43))).rejects.toMatchObject({ code: 'request.invalid' });
    draft().bound = true;
    await expect(take({ kind: 'accept' })).rejects.toMatchObject({ code: 'enrolment.state' });
    enrolmentId = newId('enr');
    await expect(take({ kind: 'accept' }, '')).rejects.toMatchObject({ code: 'enrolment.unknown' });
  });

  it('fails where the SAM does not answer', async () => {
    bench.neighbours.failures.set('offerMeans', 'hsm.unavailable');
    await expect(take(REGISTER)).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });
});

describe('completing', () => {
  const complete = (answer: { code?: string; issuer?: string } = { code: 'code' }, nonce = challengeOf(draft())) =>
    new CompleteEnrolment(new CarryEnrolment(bench.redeem(idTokenOver(nonce)), bench.keyLifecycle, bench.events), signers, bench.events).run(
      enrolmentId,
      answer,
    );
  const events = () => [...bench.events.all, ...signers.events].map(({ type, outcome, cause }) => [type, outcome, cause]);

  it('links the signer to who was proven', async () => {
    expect(await complete()).toBe('linked');
    expect(events()).toEqual([['signer-linked', 'success', undefined]]);
  });

  it('is told as complete where the signer cannot be linked, with an event that says so', async () => {
    signers.failure = new Error('the database is away');
    expect(await complete()).toBe('unlinked');
    expect([draft().bound, events()]).toEqual([true, [['signer-linked', 'failure', 'unexpected error']]]);
  });

  it('does not take another signer’s account of the same subscriber', async () => {
    await complete();
    const first = signerId;
    signerId = await aSigner();
    ({ enrolmentId } = bench.neighbours.openEnrolment(signerId));
    expect(await complete()).toBe('unlinked');
    expect((await signers.linkedTo('sub_1', { issuer: 'https://idp.example', subject: 'alice' }))?.id).toBe(first);
    expect(events()).toContainEqual(['signer-linked', 'failure', 'another signer of this subscriber is known by this identity']);
  });

  it('links the same account for another subscriber, and a second key of the same signer', async () => {
    await complete();
    ({ enrolmentId } = bench.neighbours.openEnrolment(signerId));
    expect(await complete()).toBe('linked');
    signerId = await aSigner('sub_2');
    ({ enrolmentId } = bench.neighbours.openEnrolment(signerId));
    expect(await complete()).toBe('linked');
  });

  it('of somebody who is an operator fails before anything is certified', async () => {
    bench.signers.operators.push({ issuer: 'https://idp.example', subject: 'alice' });
    await expect(complete()).rejects.toMatchObject({ code: 'role.forbidden' });
    expect([draft().bound, events()[0]?.[0]]).toEqual([false, 'enrolment-failed']);
    bench.signers.operators.length = 0;
    ({ enrolmentId } = bench.neighbours.openEnrolment(signerId));
    expect(await complete()).toBe('linked');
  });

  it.each<[string, { code?: string; issuer?: string }, string | undefined, string]>([
    ['no code', {}, undefined, 'evidence.invalid: the identity provider gave no evidence'],
    [
      'an answer of another provider',
      { code: 'code', issuer: 'https://evil.example' },
      undefined,
      'evidence.invalid: another identity provider answered than was asked',
    ],
    ['evidence over something else', { code: 'code' }, 'another', 'evidence.invalid: another nonce'],
  ])('fails with %s: nothing is linked', async (_what, answer, nonce, cause) => {
    await expect(complete(answer, nonce)).rejects.toBeInstanceOf(ServiceError);
    expect([draft().bound, events()]).toEqual([false, [['enrolment-failed', 'failure', cause]]]);
  });
});
