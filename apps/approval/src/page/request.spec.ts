import { beforeAll, describe, expect, it } from '@jest/globals';
import { changeChallenge, meansChallenge, sha256, toBase64Url } from '@paraph/kernel';
import { aChange, anEnrolment, aProposal, aStatement, IN_TIME, signed, statementSigner, types, type Signer } from '../../test/statement-builder.js';
import { readRequest } from './request.js';

let sam: Signer;
const statements: Record<string, string> = {};
const code = { means: { code: { channel: 'sms', hint: '••• 42' } }, evidence: [['one-time-code']] };

beforeAll(async () => {
  sam = await statementSigner();
  statements['activation'] = await signed(sam, aStatement(code));
  statements['no code'] = await signed(sam, aStatement());
  statements['enrolment'] = await signed(sam, anEnrolment(), { typ: types.enrolment });
  statements['change'] = await signed(sam, aChange(code), { typ: types.change });
  statements['resumption'] = await signed(sam, aChange({ change: { act: 'resume' } }), { typ: types.change });
  statements['proposal'] = await signed(sam, aProposal(), { typ: types.proposal });
});

const read = (kind: string, hints: Record<string, string> = {}) =>
  readRequest(`#${new URLSearchParams({ statement: statements[kind] ?? '', ...hints }).toString()}`, { keys: [sam.key], now: IN_TIME });

const UID = { uid: 'V1StGXR8_Z5jdHi6B-myT' };

describe('a request', () => {
  it.each(['activation', 'enrolment', 'change'])('of %s may be part of an interaction, or of none', async (kind) => {
    expect([(await read(kind, UID)).hints.uid, (await read(kind)).hints.uid]).toEqual([UID.uid, undefined]);
  });

  it('takes evidence over its challenge, and once means were offered, over one that commits to them', async () => {
    const registrations = '[]';
    const offered = toBase64Url(sha256(registrations));
    const [before, after] = [await read('change'), await read('change', { offered })];
    const challenge = changeChallenge(statements['change'] ?? '');
    expect(before.evidenceChallenge).toBe(toBase64Url(challenge));
    expect(after.evidenceChallenge).toBe(toBase64Url(meansChallenge(challenge, registrations)));
    expect(after.verified.challenge).toBe(before.verified.challenge);
  });

  it.each([
    ['activation', { ...UID, given: 'pin', sent: 'sms:••• 42', again: 'evidence.invalid', lang: 'fr' }],
    ['change', { given: 'oidc', sent: 'sms:••• 42', offered: 'A'.repeat(43) }],
    ['enrolment', { again: 'evidence.invalid', lang: 'en' }],
    ['proposal', { again: 'proposal.refused' }],
  ])('of %s may have the hints that fit it', async (kind, hints) => {
    await expect(read(kind, hints)).resolves.toBeDefined();
  });
});

describe('hints that do not fit the statement are refused', () => {
  it.each<[string, string, Record<string, string>]>([
    ['an interaction of a proposal', 'proposal', UID],
    ['evidence given for an enrolment', 'enrolment', { given: 'pin' }],
    ['evidence given for a proposal', 'proposal', { given: 'passkey' }],
    ['a code sent for a proposal', 'proposal', { sent: 'sms:••• 42' }],
    ['a code sent elsewhere than the statement says', 'activation', { ...UID, sent: 'sms:••• 43' }],
    ['a code sent another way than the statement says', 'activation', { ...UID, sent: 'email:••• 42' }],
    ['a code sent where the statement knows none', 'no code', { ...UID, sent: 'sms:••• 42' }],
    ['means offered for a signature', 'activation', { ...UID, offered: 'A'.repeat(43) }],
    ['means offered for an enrolment', 'enrolment', { offered: 'A'.repeat(43) }],
    ['means offered for a resumption', 'resumption', { offered: 'A'.repeat(43) }],
    ['means offered for a proposal', 'proposal', { offered: 'A'.repeat(43) }],
  ])('%s', async (_, kind, hints) => {
    await expect(read(kind, hints)).rejects.toMatchObject({ code: 'request.malformed' });
  });
});
