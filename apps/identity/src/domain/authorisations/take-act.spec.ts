import { beforeEach, describe, expect, it } from '@jest/globals';
import { Bench, home, UID, visitOf } from '../../../test/bench.js';
import { assertionOver, sealed } from '../../../test/fake-drafts.js';
import type { CarriedAct } from '../carried/act.js';

const passkey = (challenge: string): CarriedAct => ({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(challenge) } });
const code = (value: string): CarriedAct => ({ kind: 'evidence', evidence: { kind: 'one-time-code', sealed: sealed(value) } });
const pin = (value: string): CarriedAct => ({ kind: 'evidence', evidence: { kind: 'pin', sealed: sealed(value) } });

let bench: Bench;
beforeEach(() => {
  bench = new Bench([['passkey', 'pin'], ['oidc'], ['one-time-code']]);
});

describe('evidence', () => {
  it('that completes the draft grants the request to whom the SAM proved', async () => {
    bench = new Bench([['passkey']]);
    const { challenge } = await bench.draft();
    expect(await bench.act.run(UID, challenge, passkey(challenge))).toEqual(home);
    expect([bench.drafts, bench.pending.grants.map(({ signerId }) => signerId), await bench.state()]).toEqual([['completed'], [bench.signerId], 'approved']);
  });

  it('that is one of two leads back to the page, with what was given', async () => {
    const { challenge } = await bench.draft();
    expect(visitOf(await bench.act.run(UID, challenge, passkey(challenge)))).toMatchObject({ uid: UID, given: ['passkey'], lang: 'fr' });
    expect([bench.pending.grants, await bench.state()]).toEqual([[], 'open']);
    expect(await bench.act.run(UID, challenge, pin('right'))).toEqual(home);
  });

  it.each<[string, (challenge: string) => CarriedAct]>([
    ['a wrong PIN', () => pin('wrong')],
    ['a wrong code', () => code('wrong')],
    ['a passkey over something else', () => passkey('another')],
  ])('that is %s may be given again, and grants nothing', async (_what, act) => {
    const { challenge } = await bench.draft();
    expect(visitOf(await bench.act.run(UID, challenge, act(challenge)))).toMatchObject({ again: 'evidence.invalid', given: [] });
    expect([bench.pending.grants, bench.pending.outcomes, await bench.state()]).toEqual([[], [], 'open']);
    expect(await bench.act.run(UID, challenge, code('right'))).toEqual(home);
  });

  it.each(['evidence.locked', 'evidence.missing'] as const)('refused as %s leads back to the page that says so', async (refusal) => {
    const { challenge } = await bench.draft();
    bench.neighbours.failures.set('presentEvidence', refusal);
    expect(visitOf(await bench.act.run(UID, challenge, pin('right')))).toMatchObject({ again: refusal });
    expect(await bench.state()).toBe('open');
  });

  it.each([
    ['activation.expired', 'access_denied: The signer did not answer in time'],
    ['activation.state', 'access_denied: The authorisation is no longer open'],
    ['hsm.unavailable', 'temporarily_unavailable: The signature service does not answer, try again later'],
    ['service.unavailable', 'temporarily_unavailable: The signature service does not answer, try again later'],
    ['record.tampered', 'server_error: An unexpected error'],
  ] as const)('refused as %s ends the request', async (refusal, outcome) => {
    const { challenge } = await bench.draft();
    bench.neighbours.failures.set('presentEvidence', refusal);
    expect(await bench.act.run(UID, challenge, pin('right'))).toEqual(home);
    expect([bench.pending.outcomes, bench.pending.grants, await bench.state()]).toEqual([[outcome], [], 'ended']);
  });

  it('whose answer cannot be shown any more ends the request: nothing stays claimed', async () => {
    const { challenge } = await bench.draft();
    bench.neighbours.failures.set('describeEvidence', 'activation.expired');
    expect(await bench.act.run(UID, challenge, passkey(challenge))).toEqual(home);
    expect(await bench.state()).toBe('ended');
  });

  it('ends the request where it cannot be released', async () => {
    const { challenge } = await bench.draft();
    bench.store.release = () => Promise.reject(new Error('the database is away'));
    expect(await bench.act.run(UID, challenge, passkey(challenge))).toEqual(home);
    expect(await bench.state()).toBe('ended');
  });

  it('of two tabs at the same time counts once', async () => {
    const { challenge } = await bench.draft();
    const both = await Promise.allSettled([bench.act.run(UID, challenge, code('right')), bench.act.run(UID, challenge, code('right'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(bench.pending.grants).toHaveLength(1);
  });

  it('that is sent again after it completed the request is answered the same, and nothing is done twice', async () => {
    const { challenge } = await bench.draft();
    const act = code('right');
    expect([await bench.act.run(UID, challenge, act), await bench.act.run(UID, challenge, act)]).toEqual([home, home]);
    expect([bench.pending.grants.length, bench.neighbours.calls.filter((call) => call === 'presentEvidence').length]).toEqual([1, 1]);
    await expect(bench.act.run(UID, 'another', act)).rejects.toThrow('it was answered');
  });
});

describe('a code', () => {
  it('is sent, and the page is told where it went', async () => {
    const { challenge } = await bench.draft();
    expect(visitOf(await bench.act.run(UID, challenge, { kind: 'begin', means: 'one-time-code' }))).toMatchObject({ sent: 'sms:••• 42', given: [] });
  });

  it('asked for in one tab does not free what another tab claimed', async () => {
    const { challenge } = await bench.draft();
    const [claimed] = [(await bench.store.ofReference([...bench.neighbours.drafts.keys()][0] ?? ''))?.id ?? ''];
    await bench.store.claim(claimed);
    await bench.act.run(UID, challenge, { kind: 'begin', means: 'one-time-code' });
    expect(await bench.state()).toBe('collecting');
  });

  it.each(['evidence.too_many_codes', 'message.undeliverable', 'evidence.missing'] as const)('that is not sent (%s) is told on the page', async (refusal) => {
    const { challenge } = await bench.draft();
    bench.neighbours.failures.set('sendCode', refusal);
    const visit = visitOf(await bench.act.run(UID, challenge, { kind: 'begin', means: 'supervised-code' }));
    expect([visit.again, visit.sent, await bench.state()]).toEqual([refusal, undefined, 'open']);
  });
});

describe('an act', () => {
  it('that begins at the provider leads there', async () => {
    const { challenge, activationId } = await bench.draft();
    const step = await bench.act.run(UID, challenge, { kind: 'begin', means: 'oidc' });
    expect(step).toMatchObject({ kind: 'provider', reference: activationId, location: expect.stringMatching(/^https:\/\/idp\.example\//) });
  });

  it.each(['', undefined, 'A'.repeat(43)])('is not taken for challenge %j: the request ends', async (challenge) => {
    await bench.draft();
    expect(await bench.act.run(UID, challenge, code('right'))).toEqual(home);
    expect([bench.pending.outcomes, bench.drafts]).toEqual([['access_denied: What was approved is not what was asked for'], ['abandoned failed']]);
    expect(bench.neighbours.calls).not.toContain('presentEvidence');
  });

  it('is over before there is a draft, for another request, and after the end', async () => {
    await expect(bench.act.run(UID, 'x', code('right'))).rejects.toThrow('it was answered or took too long');
    const { challenge } = await bench.draft();
    await expect(bench.act.run('uid-2', challenge, code('right'))).rejects.toThrow('it was answered or took too long');
    await bench.refuse.bySigner(UID);
    await expect(bench.act.run(UID, challenge, code('right'))).rejects.toThrow('it was answered or took too long');
    expect(bench.pending.grants).toEqual([]);
  });

  it('that refuses abandons the draft', async () => {
    const { challenge } = await bench.draft();
    expect(await bench.act.run(UID, challenge, { kind: 'refuse' })).toEqual(home);
    expect([bench.pending.outcomes, bench.drafts]).toEqual([['access_denied: The signer refused the request'], ['abandoned refused']]);
  });

  it.each<CarriedAct>([{ kind: 'accept' }, { kind: 'register', registrations: '[]' }])('of another kind of statement ($kind) ends the request', async (act) => {
    const { challenge } = await bench.draft();
    expect(await bench.act.run(UID, challenge, act)).toEqual(home);
    expect(bench.drafts).toEqual(['abandoned failed']);
  });
});
