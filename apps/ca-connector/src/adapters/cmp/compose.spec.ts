import { describe, expect, it } from '@jest/globals';
import { cmpMessages } from '@paraph/testing';
import { certConf, genm, ir, p10cr, pollReq, rr } from './codec/requests.js';
import { sequence } from './codec/der.js';
import { CA_CERTIFICATES, information } from './codec/pki-header.js';
import { composePart, type Content } from './compose.js';
import { certificateHash } from './confirmation.js';
import { algorithmIdentifier } from './protection/algorithm.js';
import { requestInformation } from './request-information.js';

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const csr = bytes(
  'MIH6MIGhAgEAMD8xCzAJBgNVBAYTAkZSMQ4wDAYDVQQEDAVCeXJvbjEMMAoGA1UEKgwDQWRhMRIwEAYDVQQDDAlBZGEgQnlyb24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATTxDbnAp/qv/EpfPm7jYr529bVYAsxIoyZWCu4hd08BttBUId+Gm6uLuVlACt3dEHQUCYVpcVViH6yPTaM1iQ4oAAwCgYIKoZIzj0EAwIDSAAwRQIhAPhQpFsQuXc8YAyB2/eGnp7W/EZyFNOAy+8m2+QOz1gZAiA3mEbzQv45qraJrr4fzfTKudSusvPnk9VreAa+KeciuA==',
);
const certificate = bytes(
  'MIIBVDCB+wIJALGiw9Tl9gcYMAoGCCqGSM49BAMCMCYxDTALBgNVBAoMBFRlc3QxFTATBgNVBAMMDFRlc3QgSXNzdWluZzAeFw0yNjExMjExMzUzMjZaFw0zNjExMTgxMzUzMjZaMD8xCzAJBgNVBAYTAkZSMQ4wDAYDVQQEDAVCeXJvbjEMMAoGA1UEKgwDQWRhMRIwEAYDVQQDDAlBZGEgQnlyb24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATTxDbnAp/qv/EpfPm7jYr529bVYAsxIoyZWCu4hd08BttBUId+Gm6uLuVlACt3dEHQUCYVpcVViH6yPTaM1iQ4MAoGCCqGSM49BAMCA0gAMEUCIB6G8H9z2vGYqkKolR4dYkeUJdE0HabW6dSSdKHCKc7GAiEAu0hruE6ukpxGhF05IgLCws0adHidDkEZQdLdd4VYSmw=',
);

const seal = { algorithm: algorithmIdentifier('1.2.840.10045.4.3.2'), over: () => Promise.reject(new Error('nothing is protected here')) };
const moment = { senderNonce: new Uint8Array(16).fill(2), now: new Date('2026-11-21T12:00:00.750Z'), seal };
const party = { sender: sequence(), recipient: sequence(), senderKid: new Uint8Array(20).fill(4) };
const first = { id: new Uint8Array(16).fill(1), nonce: undefined };
const later = { ...first, nonce: new Uint8Array(16).fill(3) };

const contents: Readonly<Record<keyof typeof cmpMessages, Content>> = {
  p10cr: { body: p10cr(csr), transaction: first, information: requestInformation('natural-person', 'implicit') },
  ir: { body: ir(csr), transaction: first },
  certConf: { body: certConf({ certReqId: -1, ...certificateHash(certificate), status: 'accepted' }), transaction: later },
  rejection: { body: certConf({ certReqId: 0, ...certificateHash(certificate), status: 'rejection' }), transaction: later },
  pollReq: { body: pollReq(-1), transaction: later },
  rr: { body: rr(certificate, 'keyCompromise'), transaction: first },
  genm: { body: genm(information(CA_CERTIFICATES)), transaction: first },
};

// The SAM has a reader of its own for what it signs, and its own test against the same messages: the two cannot part unnoticed.
describe('a message to an authority', () => {
  it.each(Object.entries(contents))('is what the SAM is known to read: %s', (kind, content) => {
    const expected = Object.entries(cmpMessages).find(([name]) => name === kind)?.[1];
    expect(Buffer.from(composePart(content, moment, party)).toString('base64')).toBe(expected);
  });
});
