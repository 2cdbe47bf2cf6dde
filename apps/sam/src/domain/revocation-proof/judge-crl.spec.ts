import { beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { bool, ctx, enumerated, extension, int, oid, plain, seq } from '../../../test/der-writer.js';
import { later, OutsideAuthority, softKey, type ListChange } from '../../../test/outside-authority.js';
import { judgeCrl } from './judge-crl.js';
import type { ProofQuestion } from './proof-question.js';

const SERIAL = '4a11';
const DAY = 86_400_000;
const clock = new FakeClock();
let authority: OutsideAuthority;
let question: ProofQuestion;
beforeAll(async () => {
  authority = await OutsideAuthority.make(clock);
  question = { serialNumber: SERIAL, issuer: authority.issuer, namesakes: [authority.issuer], validFrom: later(clock, -DAY), now: clock.now() };
});

const judge = (change: ListChange = {}) => judgeCrl(authority.list(SERIAL, change), question);
const distribution = (...fields: Uint8Array[]) => ({ extensions: [extension('2.5.29.28', seq(...fields), true)] });
const TRUE = Uint8Array.of(0xff);
const somewhere = ctx(0, ctx(0, plain(6, Buffer.from('http://outside.example/1.crl'))));

describe('a revocation list', () => {
  it('that lists the certificate proves its revocation', async () => {
    expect(await judge()).toEqual({ revokedAt: new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000) });
  });

  it('proves it at the moment that it names, for any reason that is final', async () => {
    const at = new Date('2026-11-01T12:00:00Z');
    for (const reason of [0, 1, 3, 4, 5, 9]) expect(await judge({ entries: [authority.entry(SERIAL, { at, reason })] })).toEqual({ revokedAt: at });
  });

  it('may be for a part of the certificates, or for those of signers', async () => {
    for (const change of [distribution(somewhere), distribution(plain(1, TRUE)), distribution(somewhere, plain(1, TRUE))])
      expect(await judge(change)).toHaveProperty('revokedAt');
  });

  it('may be signed by a newer key of the authority that is pinned too', async () => {
    const newer = await OutsideAuthority.make(clock);
    const list = newer.list(SERIAL);
    expect(await judgeCrl(list, { ...question, namesakes: [authority.issuer, newer.issuer] })).toHaveProperty('revokedAt');
    expect(await judgeCrl(list, question)).toEqual({ flaw: 'its signature is by no key of the issuer that may sign lists' });
  });

  const flaws: readonly [string, () => ListChange, string | RegExp][] = [
    ['that lists others', () => ({ entries: [authority.entry('31')] }), 'it does not list the certificate'],
    ['that lists nobody', () => ({ entries: [] }), 'it does not list the certificate'],
    ['signed by somebody else', () => ({ key: softKey() }), 'its signature is by no key of the issuer that may sign lists'],
    ['of another issuer', () => ({ issuerName: seq() }), 'it is the list of another issuer'],
    ['whose algorithm inside is another', () => ({ algorithm: seq(oid('1.2.840.10045.4.3.3')) }), 'its algorithm inside is not the one outside'],
    ['of version 1', () => ({ version: int(0) }), 'it is no list of version 2'],
    ['that is out of date', () => ({ nextUpdate: later(clock, -1_000) }), 'it is out of date'],
    ['without an end', () => ({ nextUpdate: 'none' }), 'it does not say until when it counts'],
    ['from the future', () => ({ thisUpdate: later(clock, 120_000) }), 'it is from the future'],
    ['from before the certificate', () => ({ thisUpdate: later(clock, -2 * DAY) }), 'it is from before the certificate'],
    ['that says what changed only', () => ({ extensions: [extension('2.5.29.27', int(3), true)] }), 'it lists only what changed'],
    ['that says so without being critical', () => ({ extensions: [extension('2.5.29.27', int(3))] }), 'it lists only what changed'],
    ['of what others issued', () => distribution(somewhere, plain(4, TRUE)), 'it lists what others issued'],
    ['of authorities', () => distribution(plain(2, TRUE)), 'it is not about certificates of signers'],
    ['of attributes', () => distribution(plain(5, TRUE)), 'it is not about certificates of signers'],
    ['for some reasons', () => distribution(plain(3, Uint8Array.of(6, 0x40))), 'it is about some reasons only'],
    [
      'with a critical extension nobody knows',
      () => ({ extensions: [extension('2.999.5', seq(), true)] }),
      'it has a critical extension that is not understood',
    ],
    [
      'whose entry names another issuer',
      () => ({ entries: [authority.entry(SERIAL, { extensions: [extension('2.5.29.29', seq(), true)] })] }),
      'an entry has a critical extension that is not understood',
    ],
    [
      'with such an entry before ours',
      () => ({ entries: [authority.entry('31', { extensions: [extension('2.5.29.29', seq(), true)] }), authority.entry(SERIAL)] }),
      'an entry has a critical extension that is not understood',
    ],
    ['of one that is on hold', () => ({ entries: [authority.entry(SERIAL, { reason: 6 })] }), /on hold/],
    ['of one that comes off the list', () => ({ entries: [authority.entry(SERIAL, { reason: 8 })] }), /on hold/],
    ['of one that is revoked tomorrow', () => ({ entries: [authority.entry(SERIAL, { at: later(clock, DAY) })] }), 'the certificate is to be revoked later'],
    ['with an extension twice', () => ({ extensions: [extension('2.5.29.20', int(1)), extension('2.5.29.20', int(2))] }), /no revocation list/],
    ['whose reason is no reason', () => ({ entries: [authority.entry(SERIAL, { extensions: [extension('2.5.29.21', int(1))] })] }), /no revocation list/],
    ['with more fields than there are', () => ({ extensions: [extension('2.5.29.28', seq(plain(1, TRUE), plain(7, TRUE)), true)] }), /no revocation list/],
    ['whose flag is no flag', () => distribution(plain(4, Uint8Array.of(1))), /no revocation list/],
  ];
  it.each(flaws)('%s proves nothing', async (_what, change, flaw) => {
    expect(await judge(change())).toEqual({ flaw: flaw instanceof RegExp ? expect.stringMatching(flaw) : flaw });
    expect(await judge()).toHaveProperty('revokedAt');
  });

  it('of an issuer that may sign no lists proves nothing', async () => {
    const mute = await OutsideAuthority.make(clock, 'Mute', { keyUsage: ['keyCertSign'] });
    const about = { ...question, issuer: mute.issuer, namesakes: [mute.issuer] };
    expect(await judgeCrl(mute.list(SERIAL), about)).toEqual({ flaw: 'its signature is by no key of the issuer that may sign lists' });
  });

  it('of an issuer that has expired proves nothing', async () => {
    const old = { ...authority.issuer, path: { from: later(clock, -9 * DAY), to: later(clock, -1) } };
    expect(await judgeCrl(authority.list(SERIAL), { ...question, namesakes: [old] })).toEqual({ flaw: 'its issuer is not valid now' });
  });

  it('cut anywhere, or with any octet changed, proves nothing and throws nothing', async () => {
    const list = authority.list(SERIAL);
    for (let at = 0; at < list.length; at += 1) {
      expect(await judgeCrl(list.subarray(0, at), question)).toHaveProperty('flaw');
      const changed = Uint8Array.from(list);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect([at, await judgeCrl(changed, question)]).toEqual([at, { flaw: expect.any(String) }]);
    }
  });

  it('of a hundred thousand certificates is read through', async () => {
    const others = Array.from({ length: 100_000 }, (_, index) => authority.entry((0x1000_0000 + index).toString(16), { reason: 4 }));
    expect(await judge({ entries: [new Uint8Array(Buffer.concat(others)), authority.entry(SERIAL)] })).toHaveProperty('revokedAt');
  });

  it('is no OCSP answer, no certificate and not nothing', async () => {
    for (const bytes of [authority.answer(SERIAL), authority.issuer.certificate, new Uint8Array(), seq(bool(true)), enumerated(1)])
      expect(await judgeCrl(bytes, question)).toHaveProperty('flaw');
  });
});
