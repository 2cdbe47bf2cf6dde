import { describe, expect, it } from '@jest/globals';
import { AsnConvert } from '@peculiar/asn1-schema';
import { readCertificationAnswer } from './certification-answer.js';
import {
  CertifiedKeyPair,
  CertOrEncCert,
  CertRepMessage,
  CertResponse,
  CertResponses,
  ErrorMsgContent,
  PollRepContent,
  PollResponse,
} from './codec/certification.js';
import type { Body } from './codec/pki-message.js';
import { PkiFreeText, PkiStatusInfo } from './codec/pki-status.js';
import { readable } from './readable.js';

const CERTIFICATE = Uint8Array.of(0x30, 2, 5, 0);
const status = (number: number): PkiStatusInfo => Object.assign(new PkiStatusInfo(), { status: number });
const granted = Object.assign(new CertifiedKeyPair(), { certOrEncCert: Object.assign(new CertOrEncCert(), { certificate: CERTIFICATE.buffer }) });
const encrypted = Object.assign(new CertifiedKeyPair(), { certOrEncCert: Object.assign(new CertOrEncCert(), { encryptedCert: CERTIFICATE.buffer }) });
const response = (members: Partial<CertResponse>): CertResponse => Object.assign(new CertResponse(), members);

const der = (content: object): Uint8Array => new Uint8Array(AsnConvert.serialize(content));
const cp = (...responses: readonly CertResponse[]): Body => ({
  kind: 'cp',
  content: der(Object.assign(new CertRepMessage(), { response: new CertResponses([...responses]) })),
});
const pollRep = (...answers: readonly Partial<PollResponse>[]): Body => ({
  kind: 'pollRep',
  content: der(new PollRepContent(answers.map((one) => Object.assign(new PollResponse(), one)))),
});
const error = (info: PkiStatusInfo, details?: string): Body => ({
  kind: 'error',
  content: der(Object.assign(new ErrorMsgContent(), { pkiStatusInfo: info, ...(details !== undefined && { errorDetails: new PkiFreeText([details]) }) })),
});
const read = (body: Body) => {
  const transaction = { id: new Uint8Array(16), nonce: undefined };
  return readable(() => readCertificationAnswer({ body, transaction, confirmsImplicitly: false }));
};

describe('an answer on the way to a certificate', () => {
  it.each([0, 1])('has the certificate, byte for byte, with status %i', (number) => {
    const answer = cp(response({ certReqId: -1, status: status(number), certifiedKeyPair: granted }));
    expect(read(answer)).toEqual({ kind: 'certificate', certReqId: -1, certificate: CERTIFICATE });
  });

  it('has us waiting', () => {
    expect(read(cp(response({ status: status(3) })))).toEqual({ kind: 'waiting', certReqId: 0, retryAfterMs: 60_000 });
    expect(read(pollRep({ certReqId: -1, checkAfter: 90 }))).toEqual({ kind: 'waiting', certReqId: -1, retryAfterMs: 90_000 });
  });

  it('never has us wait a time that has passed', () => {
    expect(read(pollRep({ checkAfter: -5 }))).toMatchObject({ retryAfterMs: 0 });
  });

  it('tells what went wrong in its own words', () => {
    const answer = read(error(status(2), 'out of paper'));
    expect(answer).toMatchObject({ kind: 'error', refusal: { code: 'authority.unavailable', detail: expect.stringContaining('out of paper') } });
  });

  it.each([
    ['no certificate where one is granted', cp(response({ status: status(0) }))],
    ['an encrypted certificate', cp(response({ status: status(0), certifiedKeyPair: encrypted }))],
    ['no response', cp()],
    ['two responses', cp(response({ status: status(3) }), response({ status: status(3) }))],
    ['a request that was not made', cp(response({ certReqId: 7, status: status(0), certifiedKeyPair: granted }))],
    ['a status nobody knows', cp(response({ status: status(9) }))],
    ['a poll about nothing', pollRep()],
    ['another kind', { kind: 'genp', content: CERTIFICATE } as const],
    ['a confirmation that nobody waits for', { kind: 'pkiconf', content: Uint8Array.of(5, 0) } as const],
    ['content that is none', { kind: 'cp', content: CERTIFICATE } as const],
    ['an error that is none', { kind: 'error', content: CERTIFICATE } as const],
  ])('is none with %s', (_case, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'authority.unavailable' }));
  });

  it('is the end where it is a no', () => {
    expect(() => read(cp(response({ status: status(2) })))).toThrow(expect.objectContaining({ code: 'certificate.refused' }));
  });
});
