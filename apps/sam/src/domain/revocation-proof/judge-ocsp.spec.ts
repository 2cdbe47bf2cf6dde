import { beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { ctx, extension, octets, seq } from '../../../test/der-writer.js';
import { later, OutsideAuthority, softKey, type AnswerChange, type SoftKey } from '../../../test/outside-authority.js';
import { Asn1CertificateReader } from '../../adapters/x509/asn1-certificate-reader.js';
import { judgeOcsp } from './judge-ocsp.js';
import type { ProofQuestion } from './proof-question.js';

const SERIAL = '4a11';
const DAY = 86_400_000;
const FOREIGN = 'its signature is neither by the issuer nor by a responder of its';
const clock = new FakeClock();
const reader = new Asn1CertificateReader();
let authority: OutsideAuthority;
let question: ProofQuestion;
let responder: SoftKey;
let appointment: Uint8Array;
beforeAll(async () => {
  authority = await OutsideAuthority.make(clock);
  question = { serialNumber: SERIAL, issuer: authority.issuer, namesakes: [authority.issuer], validFrom: later(clock, -DAY), now: clock.now() };
  responder = softKey();
  appointment = await authority.responder(responder);
});

const judge = (change: AnswerChange = {}) => judgeOcsp(authority.answer(SERIAL, change), question, reader);
const delegated = async (certificate: Promise<Uint8Array> | Uint8Array, change: AnswerChange = {}) =>
  judge({ key: responder, certificates: [await certificate], ...change });

describe('an OCSP answer', () => {
  it('by the issuer proves the revocation that it tells of', () => {
    const at = new Date('2026-11-01T12:00:00Z');
    expect(judge({ status: authority.revoked(at, 1) })).toEqual({ revokedAt: at });
  });

  it('by a responder that the issuer appointed does too, named by its key or by its name', async () => {
    expect(await delegated(appointment)).toHaveProperty('revokedAt');
    const name = reader.read(appointment)?.encoded.subject ?? new Uint8Array();
    expect(await delegated(appointment, { responderId: ctx(1, name) })).toHaveProperty('revokedAt');
  });

  it('that does not say until when it counts does for a few minutes', () => {
    expect(judge({ nextUpdate: 'none' })).toHaveProperty('revokedAt');
    expect(judge({ nextUpdate: 'none', thisUpdate: later(clock, -601_000) })).toEqual({ flaw: 'it is out of date' });
  });

  const flaws: readonly [string, () => AnswerChange, string | RegExp][] = [
    ['that says good', () => ({ status: authority.good }), 'it says that the certificate is good'],
    ['that does not know', () => ({ status: authority.unknown }), 'it does not know the certificate'],
    ['of one on hold', () => ({ status: authority.revoked(clock.now(), 6) }), /on hold/],
    ['of one revoked tomorrow', () => ({ status: authority.revoked(later(clock, DAY)) }), 'the certificate is to be revoked later'],
    ['that is out of date', () => ({ nextUpdate: later(clock, -1_000) }), 'it is out of date'],
    ['from the future', () => ({ thisUpdate: later(clock, 120_000) }), 'it is from the future'],
    ['from before the certificate', () => ({ thisUpdate: later(clock, -2 * DAY) }), 'it is from before the certificate'],
    ['about another issuer’s certificate', () => ({ issuerName: seq() }), 'it is about another certificate'],
    ['about one of another key of that name', () => ({ issuerKey: softKey().publicKey }), 'it is about another certificate'],
    ['that is an error', () => ({ responseStatus: 3 }), 'it is an answer without a status'],
    ['by a key of somebody', () => ({ key: softKey() }), FOREIGN],
    ['by the issuer, naming somebody else', () => ({ responderId: ctx(2, octets(new Uint8Array(20))) }), FOREIGN],
    ['by somebody, naming the issuer', () => ({ key: softKey(), responderId: ctx(1, authority.issuer.encodedName) }), FOREIGN],
    ['with a critical extension', () => ({ extensions: [extension('2.999.5', seq(), true)] }), 'it has a critical extension that is not understood'],
  ];
  it.each(flaws)('%s proves nothing', (_what, change, flaw) => {
    expect(judge(change())).toEqual({ flaw: flaw instanceof RegExp ? expect.stringMatching(flaw) : flaw });
    expect(judge()).toHaveProperty('revokedAt');
  });

  it('about another serial number proves nothing', () => {
    expect(judgeOcsp(authority.answer('4a12'), question, reader)).toEqual({ flaw: 'it is about another certificate' });
  });

  const appointments: readonly [string, () => Promise<Uint8Array>, string][] = [
    ['appointed itself', () => authority.responder(responder, {}, responder), FOREIGN],
    ['another authority of that name appointed', async () => (await OutsideAuthority.make(clock)).responder(responder), FOREIGN],
    ['has no word that it may', () => authority.certificate({ subject: [{ attribute: 'CN', value: 'x' }], publicKey: responder.publicKey }), FOREIGN],
    ['is an authority', () => authority.responder(responder, { pathLength: 0 }), FOREIGN],
    ['may sign lists alone', () => authority.responder(responder, { keyUsage: ['cRLSign'] }), FOREIGN],
    ['is over', () => authority.responder(responder, { validTo: later(clock, -1_000) }), 'its responder is not valid now'],
    ['has not begun', () => authority.responder(responder, { validFrom: later(clock, DAY) }), 'its responder is not valid now'],
    ['is another key’s', () => authority.responder(softKey()), FOREIGN],
  ];
  it.each(appointments)('by a responder that %s proves nothing', async (_what, certificate, flaw) => {
    expect(await delegated(certificate())).toEqual({ flaw });
    expect(await delegated(appointment)).toHaveProperty('revokedAt');
  });

  it('cut anywhere, or with any octet changed, proves nothing and throws nothing', async () => {
    const answer = authority.answer(SERIAL, { key: responder, certificates: [appointment] });
    const whole = judgeOcsp(answer, question, reader);
    // Each octet takes a few signatures to judge.
    for (let at = 0; at < answer.length; at += 3) {
      expect(judgeOcsp(answer.subarray(0, at), question, reader)).toHaveProperty('flaw');
      const changed = Uint8Array.from(answer);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect([at, judgeOcsp(changed, question, reader)]).toEqual([at, { flaw: expect.any(String) }]);
    }
    expect(whole).toHaveProperty('revokedAt');
  });
});
