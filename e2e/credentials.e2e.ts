/** `info`, `credentials/list`, `credentials/info` (CSC v2 11.1, 11.4, 11.5). */
import { describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { Application } from './harness/application.ts';
import { e400, refusal, send } from './harness/answer.ts';
import { credentialOf, cscBase, sandbox } from './harness/stack.ts';

const application = new Application();
const ec = credentialOf('alice', 'p256');
const rsa = credentialOf('bob', 'rsa3072');
const signerOf = (login: string): string => sandbox().users.find((user) => user.login === login)?.signerId ?? '';

describe('info', () => {
  it('answers strangers, by POST and by GET alike (CSC-001, CSC-002)', async () => {
    const [post, get] = [await application.csc('info', {}), await send(`${cscBase()}/info`)];
    expect([post.status, get.status]).toEqual([200, 200]);
    expect(post.headers.get('content-type')).toMatch(/^application\/json/);
    expect(get.json).toEqual(post.json);
  });

  it('has the members of its version (CSC-003 to CSC-008)', async () => {
    const { json } = await application.csc('info', {});
    for (const member of [
      'specs',
      'name',
      'logo',
      'region',
      'lang',
      'description',
      'authType',
      'methods',
      'signAlgorithms',
      'signature_formats',
      'conformance_levels',
      'oauth2',
    ]) {
      expect(json).toHaveProperty(member);
    }
    expect(json?.['specs']).toMatch(/^2\.\d+\.\d+\.\d+$/);
    expect(json?.['region']).toMatch(/^[A-Z]{2}$/);
    expect(json?.['oauth2']).not.toMatch(/\/$/);
  });

  it('lists only methods that are there (CSC-009)', async () => {
    const methods = (await application.csc('info', {})).json?.['methods'] as string[];
    expect(methods).toEqual(expect.arrayContaining(['credentials/list', 'credentials/info', 'signatures/signHash']));
    for (const method of methods.filter((name) => !name.startsWith('oauth2/'))) {
      const { status } = await application.csc(method, {});
      expect([404, 501]).not.toContain(status);
    }
  });

  it('ignores members it does not know and languages it does not speak (CSC-010, CSC-020)', async () => {
    const answer = await application.csc('info', { foo: 1, lang: 'xx-XX' });
    expect(answer.status).toBe(200);
    expect(answer.json?.['lang']).not.toBe('xx-XX');
  });

  it('answers methods that do not exist in JSON (CSC-019)', async () => {
    expect((await application.csc('signatures/signDoc', {}, await application.serviceToken())).status).toBe(501);
    expect((await application.csc('signatures/nothing', {}, await application.serviceToken())).json).toHaveProperty('error');
  });
});

describe('credentials/list', () => {
  it('tells a client the credentials of the signer it names (CSC-039)', async () => {
    const answer = await application.csc('credentials/list', { userID: signerOf('alice') }, await application.serviceToken());
    expect(answer.status).toBe(200);
    expect(answer.json?.['credentialIDs']).toContain(ec);
    expect(answer.json?.['credentialIDs']).not.toContain(rsa);
    expect(answer.json).not.toHaveProperty('credentialInfos');
  });

  it('describes them when asked (CSC-046)', async () => {
    const answer = await application.csc(
      'credentials/list',
      { userID: signerOf('alice'), credentialInfo: true, certInfo: true },
      await application.serviceToken(),
    );
    const ids = answer.json?.['credentialIDs'] as string[];
    const infos = answer.json?.['credentialInfos'] as { credentialID: string; auth: { mode: string } }[];
    expect(infos.map((one) => one.credentialID)).toEqual(ids);
    expect(infos.find((one) => one.credentialID === ec)?.auth.mode).toBe('oauth2code');
    for (const { auth } of infos) expect(['explicit', 'oauth2code']).toContain(auth.mode);
  });

  it.each([
    ['a user that is no text (CSC-040)', { userID: 7 }, 'Invalid parameter userID'],
    ['a user nobody knows', { userID: 'nobody' }, 'Invalid parameter userID'],
    ['an unknown wish for certificates (CSC-048)', { credentialInfo: true, certificates: 'all' }, 'Invalid parameter certificates'],
  ])('refuses %s', async (_case, change, words) => {
    const answer = await application.csc('credentials/list', { userID: signerOf('alice'), ...change }, await application.serviceToken());
    expect(refusal(answer)).toEqual(e400(words));
  });
});

describe('credentials/info', () => {
  const info = async (body: Record<string, unknown>) => application.csc('credentials/info', body, await application.serviceToken());

  it('describes the key and its certificate as the certificate itself does (CSC-051, CSC-054, CSC-058)', async () => {
    const { json } = await info({ credentialID: ec, certificates: 'chain', certInfo: true, authInfo: true });
    const cert = json?.['cert'] as { certificates: string[]; serialNumber: string; validTo: string; subjectDN: string };
    const chain = cert.certificates.map((one) => new X509Certificate(Buffer.from(one, 'base64')));
    expect(json).toMatchObject({ SCAL: '2', auth: { mode: 'oauth2code', objects: [] }, key: { status: 'enabled', len: 256, curve: '1.2.840.10045.3.1.7' } });
    expect(cert.serialNumber).toBe(chain[0]?.serialNumber);
    expect(cert.validTo).toMatch(/^\d{14}Z$/);
    expect(chain.slice(1).every((issuer, index) => chain[index]?.verify(issuer.publicKey))).toBe(true);
    expect(chain.length).toBeGreaterThan(1);
  });

  it('has no curve for RSA and no certificates when none are wanted (CSC-052, CSC-058)', async () => {
    const { json } = await info({ credentialID: rsa, certificates: 'none' });
    expect(json?.['key']).not.toHaveProperty('curve');
    expect(json?.['cert']).not.toHaveProperty('certificates');
  });

  it('takes null for absent (CSC-197)', async () => {
    expect((await info({ credentialID: ec, lang: null, clientData: null })).status).toBe(200);
  });

  it.each([
    ['no identifier (CSC-059)', {}, 'Missing (or invalid type) string parameter credentialID'],
    ['an identifier that is no text (CSC-059)', { credentialID: 1 }, 'Missing (or invalid type) string parameter credentialID'],
    ['an unknown one (CSC-060)', { credentialID: 'nope' }, 'Invalid parameter credentialID'],
    ['one that no database can hold', { credentialID: 'a\u0000b' }, 'Invalid parameter credentialID'],
    ['an unknown wish for certificates (CSC-061)', { credentialID: ec, certificates: 'all' }, 'Invalid parameter certificates'],
  ])('refuses %s', async (_case, body, words) => {
    expect(refusal(await info(body))).toEqual(e400(words));
  });
});
