import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { ServiceError } from '@paraph/contracts';
import { Secret, SystemClock } from '@paraph/kernel';
import { FakeClock, OpenSsl, OpenSslTsa, TsaServer } from '@paraph/testing';
import { timestampRequest, type TimestampDemands } from '@paraph/timestamps';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HttpTimestamps } from '../src/adapters/timestamp/http-timestamps.js';
import { Rfc3161Reader } from '../src/adapters/timestamp/rfc3161-reader.js';
import { IssueTimestamp } from '../src/domain/issue-timestamp.js';
import type { TimestampQuestion } from '../src/domain/timestamp.js';

const openssl = new OpenSsl();
const document = openssl.file('document', 'what was there before');
const oids = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3' } as const;
const question = (change: Partial<TimestampQuestion> = {}, digest: keyof typeof oids = 'sha256'): TimestampQuestion => ({
  hashAlgorithmOid: oids[digest],
  hash: new Uint8Array(createHash(digest).update(readFileSync(document)).digest()),
  ...change,
});

let tsa: OpenSslTsa;
let other: OpenSslTsa;
let server: TsaServer;
let url: URL;
beforeAll(async () => {
  tsa = new OpenSslTsa(openssl, 'tsa');
  other = new OpenSslTsa(openssl, 'other');
  server = new TsaServer(tsa);
  url = await server.listen();
}, 30_000);
afterAll(() => {
  server.close();
  openssl.remove();
});
const honest: TsaServer['answer'] = (query, response) => server.send(response, tsa.reply(query));
beforeEach(() => {
  server.answer = honest;
  server.asked.length = 0;
});

const reader = (demands: TimestampDemands = { anchors: [tsa.anchor] }) => new Rfc3161Reader(demands);
const issue = (change: { readonly policy?: string; readonly demands?: TimestampDemands } = {}) =>
  new IssueTimestamp(
    new HttpTimestamps({ url, policy: change.policy, timeoutMs: 3_000 }),
    reader(change.demands ?? { anchors: [tsa.anchor], policy: change.policy }),
    new SystemClock(),
  );
const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'granted',
    (error: unknown) => (error instanceof ServiceError ? `${error.code}: ${error.cause instanceof Error ? error.cause.message : ''}` : String(error)),
  );

describe('a time-stamp of an authority elsewhere', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('is the bare token, verifies for the document by %s and carries its certificate', async (digest) => {
    const { token, time } = await issue().run(question({}, digest));
    const file = openssl.file('token.der', token);
    const verify = ['ts', '-verify', '-token_in', '-in', file, '-CAfile', tsa.anchorFile];
    expect(openssl.run(...verify, '-data', document)).toMatchObject({ ok: true });
    expect(openssl.run(...verify, '-data', openssl.file('another', 'another document'))).toMatchObject({ ok: false });
    expect(openssl.must('ts', '-reply', '-token_in', '-in', file, '-token_out', '-text')).toContain('Policy OID: 2.999.4.1');
    expect(Math.abs(Date.now() - time.getTime())).toBeLessThan(60_000);
  });

  it.each([['10'], ['255'], ['340282366920938463463374607431768211455'], ['0']])('has the nonce that was asked for: %s', async (nonce) => {
    const { token } = await issue().run(question({ nonce }));
    const text = openssl.must('ts', '-reply', '-token_in', '-in', openssl.file('token.der', token), '-token_out', '-text');
    expect(BigInt(/Nonce: (0x[0-9A-F]+|0)/.exec(text)?.[1] ?? '-1')).toBe(BigInt(nonce));
  });

  it('is made under the policy that was asked for', async () => {
    const { token } = await issue({ policy: '2.999.4.5' }).run(question());
    expect(openssl.must('ts', '-reply', '-token_in', '-in', openssl.file('token.der', token), '-token_out', '-text')).toContain('Policy OID: 2.999.4.5');
  });

  it('is asked for as RFC 3161 says, and signed in for where that is set', async () => {
    const authority = new HttpTimestamps({ url, login: { user: 'paraph', password: new Secret('word') } });
    await authority.ask(question({ nonce: '7' }));
    const [asked] = server.asked;
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/timestamp-query',
      authorization: `Basic ${Buffer.from('paraph:word').toString('base64')}`,
    });
    const text = openssl.must('ts', '-query', '-in', openssl.file('asked.tsq', asked?.body ?? ''), '-text');
    expect(text).toContain('Certificate required: yes');
    expect(text).toContain('Nonce: 0x07');
  });

  it.each([
    ['another algorithm', { hashAlgorithmOid: '1.3.14.3.2.26' }, 'hash.algorithm_unsupported'],
    ['a digest of another length', { hash: new Uint8Array(31) }, 'hash.length'],
  ])('is not asked for over %s', async (_what, change, code) => {
    expect(await refusal(issue().run(question(change)))).toContain(code);
    expect(server.asked).toHaveLength(0);
  });
});

describe('an answer that is not right', () => {
  const forged =
    (change: (reply: Buffer) => Uint8Array): TsaServer['answer'] =>
    (query, response) =>
      server.send(response, change(Buffer.from(tsa.reply(query))));
  const flipped = (reply: Buffer, at: number): Buffer => {
    reply[at] = (reply[at] ?? 0) ^ 1;
    return reply;
  };

  it.each<[string, TsaServer['answer'] | (() => TsaServer['answer']), string]>([
    [
      'is for another digest',
      (_query, response) => server.send(response, tsa.reply(timestampRequest(question({ hash: new Uint8Array(32) })))),
      'another digest',
    ],
    ['answers another question', (_query, response) => server.send(response, tsa.reply(timestampRequest(question({ nonce: '6' })))), 'another question'],
    ['has no nonce', (_query, response) => server.send(response, tsa.reply(timestampRequest(question()))), 'another question'],
    ['is of another authority', (query, response) => server.send(response, other.reply(query)), 'leads to none that is trusted'],
    ['is a refusal', (_query, response) => server.send(response, tsa.reply(timestampRequest(question(), '1.9.9'))), 'its status is 2'],
    ['was changed in its signature', forged((reply) => flipped(reply, reply.length - 3)), 'does not verify'],
    ['is cut off', forged((reply) => reply.subarray(0, reply.length - 5)), 'not readable'],
    ['is empty', forged(() => new Uint8Array()), 'not readable'],
    ['is no DER', forged(() => Buffer.from('<html>')), 'not readable'],
    ['does not end', (_query, response) => void response.writeHead(200).write(Buffer.alloc(200_000, 0x30)), 'does not end'],
    ['is an error', (_query, response) => void response.writeHead(500).end(), 'it answered 500'],
    ['is a redirect', (_query, response) => void response.writeHead(307, { location: url.href }).end(), 'does not answer'],
    ['never comes', () => undefined, 'does not answer'],
  ])(
    'is no time-stamp when it %s',
    async (_what, answer, why) => {
      server.answer = answer;
      const result = await refusal(issue().run(question({ nonce: '5' })));
      expect(result).toMatch(/^timestamp\.refused: /);
      expect(result).toContain(why);
    },
    20_000,
  );

  it('is no time-stamp when a single bit of what is signed, or of the signature, is another one', () => {
    const asked = question({ nonce: '5' });
    const right = Buffer.from(tsa.reply(timestampRequest(asked)));
    const signedData = AsnConvert.parse(AsnConvert.parse(reader().read(right, asked).token, ContentInfo).content, SignedData);
    const { eContent } = signedData.encapContentInfo;
    const [signer] = signedData.signerInfos;
    const attributes = signer?.signedAttrs?.map((one) => new Uint8Array(AsnConvert.serialize(one))) ?? [];
    const parts = [eContent?.single?.buffer, signer?.signature.buffer].map((part) => new Uint8Array(part ?? new ArrayBuffer(0)));
    let tried = 0;
    for (const part of [...parts, ...attributes]) {
      const begin = right.indexOf(part);
      expect(begin).toBeGreaterThan(0);
      for (let at = begin; at < begin + part.length; at += 1) {
        expect(() => reader().read(flipped(Buffer.from(right), at), asked)).toThrow(expect.objectContaining({ code: 'timestamp.refused' }));
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(250);
  });

  it('is no time-stamp under another policy than the one demanded', async () => {
    expect(await refusal(issue({ demands: { anchors: [tsa.anchor], policy: '2.999.4.5' } }).run(question()))).toContain('another policy');
  });

  it('is no time-stamp of another day', async () => {
    const authority = new HttpTimestamps({ url });
    const tomorrow = new IssueTimestamp(authority, reader(), new FakeClock(new Date(Date.now() + 86_400_000).toISOString()));
    expect(await refusal(tomorrow.run(question()))).toMatch(/^timestamp\.refused/);
  });

  it('is believed from whoever the connection leads to, where no anchors are set', async () => {
    server.answer = (query, response) => server.send(response, other.reply(query));
    expect(await refusal(issue({ demands: {} }).run(question()))).toBe('granted');
  });
});

describe('a unit of another kind', () => {
  it('signs with RSA just as well', async () => {
    const rsa = new OpenSslTsa(openssl, 'rsa', ['rsa:2048']);
    const { token } = new Rfc3161Reader({ anchors: [rsa.anchor] }).read(rsa.reply(timestampRequest(question())), question());
    expect(openssl.run('ts', '-verify', '-token_in', '-in', openssl.file('rsa.der', token), '-CAfile', rsa.anchorFile, '-data', document)).toMatchObject({
      ok: true,
    });
  }, 20_000);
});
