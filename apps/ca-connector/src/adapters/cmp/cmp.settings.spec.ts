import { afterAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { cmpSettings } from './cmp.settings.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());
const secret = openssl.file('secret', 'sixteen letters!\n');
const connection = { url: 'https://ca.example/pkix/' };
const mac = { kind: 'mac', reference: 'paraph', secret };

describe('the settings of CMP', () => {
  it('have the newer MAC, PKCS#10 and a confirmation where nothing else is said', () => {
    const read = cmpSettings.parse({ connection, protection: mac });
    expect(read).toMatchObject({ request: 'p10cr', confirmation: 'explicit', protection: { algorithm: 'pbmac1', acceptsSha1: false } });
    expect(JSON.stringify(read)).not.toContain('sixteen');
  });

  it.each([
    ['no protection', { connection }],
    ['an unknown member', { connection, protection: mac, verify: false }],
    ['an unknown member of the protection', { connection, protection: { ...mac, password: 'x' } }],
    ['a secret in the file itself', { connection, protection: { ...mac, secret: 'sixteen letters!' } }],
    ['a secret that others could guess', { connection, protection: { ...mac, secret: openssl.file('short', 'fifteen letters') } }],
    ['an unknown MAC', { connection, protection: { ...mac, algorithm: 'kmac' } }],
    ['a signature that anybody answers', { connection, protection: { kind: 'signature' } }],
    ['certificates that are none', { connection, protection: { kind: 'signature', certificate: [secret], answering: [secret] } }],
    ['nobody to answer', { connection, protection: { kind: 'signature', certificate: [secret], answering: [] } }],
    ['http to elsewhere', { connection: { url: 'http://ca.example/pkix/' }, protection: mac }],
    ['another request', { connection, protection: mac, request: 'kur' }],
  ])('refuse %s', (_case, written) => {
    const read = cmpSettings.safeParse(written);
    expect(read.success).toBe(false);
    expect(JSON.stringify(read.error?.issues)).not.toContain('sixteen letters');
  });
});
