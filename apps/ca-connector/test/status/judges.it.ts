import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { Asn1StatusAnswerJudge } from '../../src/adapters/status/asn1-status-answer-judge.js';
import { DerRevocationListJudge } from '../../src/adapters/status/der-revocation-list-judge.js';
import { UnfitStatus } from '../../src/domain/status-watch/status-readers.js';
import { StatusCa, type Key, type ListKind } from './status-ca.js';

const openssl = new OpenSsl();
const DAY = 86_400_000;
const lists = new DerRevocationListJudge();
const answers = new Asn1StatusAnswerJudge();
const later = (milliseconds: number): Date => new Date(Date.now() + milliseconds);

let ca: StatusCa;
let impostor: StatusCa;
let good: Uint8Array;
let bad: Uint8Array;

beforeAll(() => {
  [ca, impostor] = [new StatusCa(openssl, 'ca'), new StatusCa(openssl, 'impostor')];
  [good, bad] = [ca.issue(), ca.issue()];
  ca.revoke(bad);
  // The impostor says the same of the same serial numbers.
  impostor.revoke((impostor.issue(), impostor.issue()));
});
afterAll(() => openssl.remove());

const serialOf = (certificate: Uint8Array): string => lists.nameOf(certificate, [ca.certificate])?.serialNumber ?? '';
const judged = (crl: Uint8Array, now = new Date()) => lists.judge(crl, [ca.certificate], now);
const refusal = (judge: () => unknown): string => {
  try {
    judge();
  } catch (error) {
    if (error instanceof UnfitStatus) return error.message;
    throw error;
  }
  return 'believed';
};

describe('a list', () => {
  it('says which certificates are revoked and since when, and of which issuer', () => {
    const list = judged(ca.list());
    const since = list.revokedAt(serialOf(bad))?.getTime() ?? 0;
    expect([Math.abs(since - Date.now()) < 60_000, list.revokedAt(serialOf(good))]).toEqual([true, undefined]);
    expect(list.issuer).toBe(lists.nameOf(bad, [ca.certificate])?.issuer);
    expect(serialOf(bad)).toBe(new X509Certificate(bad).serialNumber.toLowerCase());
  });

  it('has a number that rises', () => {
    const [first, second] = [judged(ca.list()), judged(ca.list())];
    expect(Number(second.number) - Number(first.number)).toBe(1);
  });

  it.each(['named', 'holders'] as const)('may say where it is found, or that it is about holders alone (%s)', (kind) => {
    expect(judged(ca.list({ kind })).revokedAt(serialOf(bad))).toBeInstanceOf(Date);
  });

  it('may list nothing', () => {
    const young = new StatusCa(openssl, 'young');
    expect(lists.judge(young.list(), [young.certificate], new Date()).revokedAt('01')).toBeUndefined();
  });

  it.each(['rsa', 'rsa-pss', 'ed25519'] as const)('may be signed with %s', (key: Key) => {
    const other = new StatusCa(openssl, key, key);
    const crl = other.list();
    expect(lists.judge(crl, [ca.certificate, other.certificate], new Date()).number).toBe('1');
    crl[crl.length - 9] = (crl[crl.length - 9] ?? 0) ^ 1;
    expect(refusal(() => lists.judge(crl, [other.certificate], new Date()))).toBe('no pinned issuer signed the list');
  });
});

describe('a list proves nothing', () => {
  it.each<[string, ListKind, string]>([
    ['that speaks of authorities alone', 'authorities', 'the list is partial or indirect'],
    ['that speaks of some reasons alone', 'reasons', 'the list is partial or indirect'],
    ['that speaks for others', 'indirect', 'the list is partial or indirect'],
    ['that is a delta', 'delta', 'the list is a delta'],
    ['with something critical in it that nobody knows', 'odd', 'the list has a critical extension that is not understood'],
    ['without a number', 'bare', 'the list has no number'],
  ])('%s', (_what, kind, why) => {
    expect(refusal(() => judged(ca.list({ kind })))).toBe(why);
  });

  it('of another authority with the same name', () => {
    expect(refusal(() => judged(impostor.list()))).toBe('no pinned issuer signed the list');
  });

  it('that is stale, and a minute’s skew is none', () => {
    const crl = ca.list({ from: -2, until: -1 });
    expect(refusal(() => judged(crl))).toBe('the list is stale');
    expect(refusal(() => judged(crl, later(-DAY + 30_000)))).toBe('believed');
    expect(refusal(() => judged(crl, later(-DAY + 90_000)))).toBe('the list is stale');
  });

  it('that is of the future', () => {
    expect(refusal(() => judged(ca.list({ from: 1, until: 2 })))).toBe('the list is of the future: its clock or ours is wrong');
  });

  it('wherever a bit of it was changed, cut or added', () => {
    const crl = ca.list();
    const step = Math.max(1, Math.floor(crl.length / 60));
    for (let at = 0; at < crl.length; at += step) {
      const changed = Uint8Array.from(crl);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect([at, refusal(() => judged(changed)) === 'believed']).toEqual([at, false]);
      expect([at, refusal(() => judged(crl.subarray(0, at))) === 'believed']).toEqual([at, false]);
    }
    expect(refusal(() => judged(Uint8Array.from([...crl, 0])))).not.toBe('believed');
    expect(refusal(() => judged(Buffer.from('<html>not here</html>')))).toBe('what came is no revocation list');
  });

  it('of a certificate that no pinned issuer signed', () => {
    expect(lists.nameOf(impostor.issue(), [ca.certificate])).toBeUndefined();
  });
});

describe('an answer', () => {
  const asked = () => ({ certificate: bad, issuer: ca.certificate });
  const judge = (response: Uint8Array, of = asked(), now = new Date()) => answers.judge(response, of, now);

  it('is asked for in a way that OpenSSL’s responder understands, and says what is revoked', () => {
    const { revokedAt } = judge(ca.answer(answers.question(asked())));
    expect(Math.abs((revokedAt?.getTime() ?? 0) - Date.now()) < 60_000).toBe(true);
    const fine = { certificate: good, issuer: ca.certificate };
    expect(judge(ca.answer(answers.question(fine)), fine).revokedAt).toBeUndefined();
  });

  it('may name its responder by key', () => {
    expect(judge(ca.answer(answers.question(asked()), 'itself, by key')).revokedAt).toBeInstanceOf(Date);
  });

  it('may come from whom the authority appointed for that, while the appointment lasts', () => {
    ca.issue('responder', 10);
    const response = ca.answer(answers.question(asked()), 'last');
    expect(judge(response).revokedAt).toBeInstanceOf(Date);
    expect(refusal(() => judge(response, asked(), later(11 * DAY)))).toBe('the answer is signed by nobody who may');
  });

  it.each<[string, () => Uint8Array, string]>([
    [
      'from a certificate that is for something else',
      () => (ca.issue('nobody'), ca.answer(answers.question(asked()), 'last')),
      'the answer is signed by nobody who may',
    ],
    ['from a holder', () => (ca.issue(), ca.answer(answers.question(asked()), 'last')), 'the answer is signed by nobody who may'],
    ['from another authority with the same name', () => impostor.answer(questionTo(impostor)), 'the answer is signed by nobody who may'],
    ['about another certificate', () => ca.answer(answers.question({ certificate: good, issuer: ca.certificate })), 'the answer is about another certificate'],
    ['that is an error', () => Buffer.from('30030a0106', 'hex'), 'the responder answers with an error'],
    ['that is none', () => Buffer.from('<html>'), 'what came is no OCSP answer'],
  ])('proves nothing %s', (_what, make, why) => {
    expect(refusal(() => judge(make()))).toBe(why);
  });

  it('proves nothing if it knows nothing', () => {
    const stranger = new StatusCa(openssl, 'stranger');
    const of = { certificate: stranger.issue(), issuer: stranger.certificate };
    expect(refusal(() => judge(stranger.answer(answers.question(of)), of))).toBe('believed');
    stranger.forget();
    expect(refusal(() => judge(stranger.answer(answers.question(of)), of))).toBe('the responder does not know the certificate');
  });

  it('proves nothing when it is stale, or of the future', () => {
    const response = ca.answer(answers.question({ certificate: bad, issuer: ca.certificate }));
    const of = { certificate: bad, issuer: ca.certificate };
    expect(refusal(() => judge(response, of, later(62 * 60_000)))).toBe('the answer is stale');
    expect(refusal(() => judge(response, of, later(-2 * 60_000)))).toBe('the answer is of the future: its clock or ours is wrong');
  });

  it('proves nothing wherever a bit of it was changed', () => {
    const response = ca.answer(answers.question(asked()));
    const step = Math.max(1, Math.floor(response.length / 60));
    let believed = 0;
    for (let at = 0; at < response.length; at += step) {
      const changed = Uint8Array.from(response);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const isBelieved = refusal(() => judge(changed)) === 'believed';
      // Certificates that come along are no part of what is signed.
      if (isBelieved) expect([at, judge(changed).revokedAt]).toEqual([at, judge(response).revokedAt]);
      believed += isBelieved ? 1 : 0;
    }
    // Whatever is signed, and what says so, is most of an answer.
    expect(believed).toBeLessThan(40);
  });

  const questionTo = (authority: StatusCa): Uint8Array => answers.question({ certificate: bad, issuer: authority.certificate });
});
