import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeChallenge, newId, sha256, toBase64Url } from '@paraph/kernel';
import { Bench, idTokenOver, visitOf } from '../../../test/bench.js';
import { assertionOver, challengeOf, sealed } from '../../../test/fake-drafts.js';
import type { CarriedAct } from '../carried/act.js';
import { TakeChangeAct, type ChangeHints } from './take-change-act.js';

const REGISTRATIONS = '[{"kind":"passkey","id":"new"}]';
const OFFERED = toBase64Url(sha256(REGISTRATIONS));

let bench: Bench;
let changeId: string;
beforeEach(async () => {
  bench = new Bench([['passkey'], ['oidc'], ['passkey', 'pin']]);
  ({ changeId } = await bench.sam.openChange({ credentialId: bench.credentialId, signerId: bench.signerId, change: { act: 'add-means', kind: 'passkey' } }));
});

const draft = () => {
  const found = bench.neighbours.changes.get(changeId);
  if (!found) throw new Error('no change');
  return found;
};
const plain = (): string => toBase64Url(changeChallenge(draft().statement));
const acts = (idToken = '') => new TakeChangeAct(bench.sam, bench.collecting(idToken), bench.keyLifecycle);
const take = (act: CarriedAct, hints: ChangeHints = {}, over = plain()) => acts().run(changeId, over, { act, hints });
const passkey = (over: string): CarriedAct => ({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(over) } });

describe('a change', () => {
  it('with a new means: registered, proven over what was offered, done, and key-lifecycle looks', async () => {
    const visit = visitOf(await take({ kind: 'register', registrations: REGISTRATIONS }, { lang: 'fr' }));
    expect(visit).toEqual({ statement: draft().statement, given: [], offered: OFFERED, lang: 'fr' });
    expect(await take(passkey(challengeOf(draft())), { offered: OFFERED })).toEqual({ kind: 'leave', location: `/change/${changeId}/done` });
    expect([draft().state, bench.neighbours.calls.at(-1)]).toEqual(['completed', 'refreshCredential']);
  });

  it('is not proven over the plain challenge once something is offered, and the page is told again what is', async () => {
    await take({ kind: 'register', registrations: REGISTRATIONS });
    const visit = visitOf(await take(passkey(plain()), { offered: OFFERED, lang: 'en' }));
    expect([visit.again, visit.offered, visit.lang, draft().state]).toEqual(['evidence.invalid', OFFERED, 'en', 'open']);
  });

  it('with a means that is not taken offers nothing', async () => {
    bench.neighbours.failures.set('offerMeans', 'evidence.invalid');
    const visit = visitOf(await take({ kind: 'register', registrations: REGISTRATIONS }));
    expect([visit.again, visit.offered]).toEqual(['evidence.invalid', undefined]);
  });

  it('may be proven by the provider', async () => {
    expect(await take({ kind: 'begin', means: 'oidc' })).toMatchObject({ kind: 'provider', reference: changeId });
    expect(await acts(idTokenOver(challengeOf(draft()))).returned(changeId, { code: 'code' }, {})).toMatchObject({ kind: 'leave' });
  });

  it('stands where key-lifecycle cannot look just now', async () => {
    bench.neighbours.failures.set('refreshCredential', 'service.unavailable');
    expect(await take(passkey(plain()))).toEqual({ kind: 'leave', location: `/change/${changeId}/done` });
  });

  it('that is refused is abandoned, and leads to the signer’s own page', async () => {
    expect(await take({ kind: 'refuse' })).toEqual({ kind: 'leave', location: '/account' });
    expect(draft().state).toBe('abandoned');
  });

  it('has its code sent, and says where it went and what was offered', async () => {
    const visit = visitOf(await take({ kind: 'begin', means: 'one-time-code' }, { offered: OFFERED }));
    expect([visit.sent, visit.offered]).toEqual(['sms:••• 42', OFFERED]);
  });

  it('is not taken for another challenge, without a proof, or when it is not there', async () => {
    await expect(take(passkey(plain()), {}, 'A'.repeat(43))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(take({ kind: 'accept' })).rejects.toMatchObject({ code: 'request.invalid' });
    expect(draft().state).toBe('open');
    const unknown = acts().run(newId('chg'), '', { act: { kind: 'refuse' }, hints: {} });
    await expect(unknown).rejects.toMatchObject({ code: 'change.unknown' });
  });

  it('is not done by a provider that denies, answers for another, or proves something else', async () => {
    await expect(acts().returned(changeId, { error: 'access_denied' }, {})).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(acts().returned(changeId, { code: 'c', issuer: 'https://evil.example' }, {})).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(acts(idTokenOver('another')).returned(changeId, { code: 'c' }, {})).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(draft().state).toBe('open');
  });

  it('ends where its time is over or a wrong means came too often', async () => {
    bench.neighbours.failures.set('presentEvidence', 'change.expired');
    await expect(take(passkey(plain()))).rejects.toMatchObject({ code: 'change.expired' });
    bench.neighbours.failures.set('presentEvidence', 'evidence.locked');
    const pin: CarriedAct = { kind: 'evidence', evidence: { kind: 'pin', sealed: sealed('wrong') } };
    expect(visitOf(await take(pin)).again).toBe('evidence.locked');
  });
});
