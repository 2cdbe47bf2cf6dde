import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, OpenSsl } from '@paraph/testing';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import { Asn1StatusAnswerJudge } from '../../src/adapters/status/asn1-status-answer-judge.js';
import { DerRevocationListJudge } from '../../src/adapters/status/der-revocation-list-judge.js';
import { HttpStatementSource } from '../../src/adapters/status/http-statement-source.js';
import { CheckStatements } from '../../src/domain/status-watch/check-statements.js';
import { StatusCa } from './status-ca.js';
import { StatementServer, type Served } from './watch-world.js';

const openssl = new OpenSsl();
const server = new StatementServer();
let ca: StatusCa;
let impostor: StatusCa;

beforeAll(async () => {
  await server.start();
  [ca, impostor] = [new StatusCa(openssl, 'ca'), new StatusCa(openssl, 'impostor')];
});
afterAll(async () => {
  await server.stop();
  openssl.remove();
});

async function check(serve: { list?: () => Served; answer?: (question: Uint8Array) => Served }): Promise<readonly (string | undefined)[]> {
  const judges = { lists: new DerRevocationListJudge(), answers: new Asn1StatusAnswerJudge() };
  const checking = new CheckStatements(new HttpStatementSource(new AuthorityHttp()), judges, new FakeClock(new Date().toISOString()));
  Object.assign(server, serve);
  const authority = {
    name: 'elsewhere',
    issuers: [ca.certificate],
    ...(serve.list && { crl: { url: server.url('list'), everySeconds: 60 } }),
    ...(serve.answer && { ocsp: { url: server.url('ocsp'), everySeconds: 60 } }),
  };
  const findings = await checking.run(authority, AbortSignal.timeout(5_000));
  expect(findings.every(({ isWell, problem }) => isWell === (problem === undefined))).toBe(true);
  return findings.map(({ problem }) => problem);
}

describe('a check of the configuration', () => {
  it('finds a list and a responder well', async () => {
    expect(await check({ list: () => ca.list(), answer: (question) => ca.answer(question) })).toEqual([undefined, undefined]);
  });

  it.each<[string, () => Served, string]>([
    ['is not there', () => 404, 'it answers with status 404'],
    ['is stale', () => ca.list({ from: -2, until: -1 }), 'the list is stale'],
    ['is another’s', () => impostor.list(), 'no pinned issuer signed the list'],
  ])('says of a list that it %s', async (_what, list, problem) => {
    expect(await check({ list })).toEqual([problem]);
  });

  it.each<[string, (question: Uint8Array) => Served, string]>([
    ['is not there', () => 503, 'it answers with status 503'],
    ['is another’s', (question) => impostor.answer(question), 'the answer is signed by nobody who may'],
    ['is no responder', () => Buffer.from('<html>'), 'what came is no OCSP answer'],
  ])('says of a responder that it %s', async (_what, answer, problem) => {
    expect(await check({ answer })).toEqual([problem]);
  });

  it('says that nothing tells of revocations where nothing is set', async () => {
    expect(await check({})).toEqual(['neither crl nor ocsp is set: what it revokes by itself is not noticed here']);
  });
});
