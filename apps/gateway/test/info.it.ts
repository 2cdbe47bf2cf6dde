import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpGateway, wire } from './http-gateway.js';

/** RSASSA-PSS-params of SHA-256. */
const PSS_SHA256 = 'MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEg';

const methodsOfV2 = [
  'info',
  'auth/login',
  'auth/revoke',
  'credentials/create',
  'credentials/delete',
  'credentials/list',
  'credentials/info',
  'credentials/authorize',
  'credentials/authorizeCheck',
  'credentials/getChallenge',
  'credentials/extendTransaction',
  'credentials/sendOTP',
  'signatures/signHash',
  'signatures/signPolling',
  'signatures/timestamp',
];

let gateway: HttpGateway;

beforeAll(async () => {
  gateway = await new HttpGateway().open();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('info', () => {
  it('needs no authorisation and answers JSON (CSC-001, CSC-002)', async () => {
    const { status, headers } = await gateway.post('info', {});
    expect([status, headers.get('content-type')?.startsWith('application/json')]).toEqual([200, true]);
  });

  it('has the members of 2.2 and claims nothing the service does not do (CSC-004 to CSC-008, CSC-012, CSC-013)', async () => {
    const algos = [
      '1.2.840.10045.4.3.2',
      '1.2.840.10045.4.3.3',
      '1.2.840.10045.4.3.4',
      '1.2.840.113549.1.1.11',
      '1.2.840.113549.1.1.12',
      '1.2.840.113549.1.1.13',
      '1.2.840.113549.1.1.1',
      '1.2.840.113549.1.1.10',
    ];
    expect((await gateway.post('info', {})).body).toEqual({
      specs: '2.2.0.0',
      name: 'Paraph',
      logo: 'http://gateway.localhost/logo.png',
      region: 'FR',
      lang: 'en',
      description: expect.stringMatching(/^.{1,255}$/),
      authType: ['basic', 'oauth2code', 'oauth2client'],
      oauth2: 'http://identity.localhost',
      supportsRar: true,
      asynchronousOperationMode: true,
      methods: methodsOfV2,
      validationInfo: false,
      signAlgorithms: { algos, algoParams: ['', '', '', '', '', '', '', PSS_SHA256] },
      signature_formats: { formats: [], envelope_properties: [] },
      conformance_levels: [],
      supportedHashTypes: ['dtbsr'],
    });
  });

  it('names only methods that are routed (CSC-009)', async () => {
    const { methods } = (await gateway.post('info', {})).body as { methods: string[] };
    const statuses = await Promise.all(methods.map(async (method) => (await gateway.post(method, {})).status));
    expect(statuses.filter((status) => status === 404 || status === 501)).toEqual([]);
    expect(statuses).toHaveLength(15);
  });

  it.each([
    ['xx-XX', 'en'],
    ['fr-FR', 'fr'],
    [7, 'en'],
    [null, 'en'],
  ])('asked in %s answers in %s (CSC-010, CSC-011)', async (lang, expected) => {
    expect((await gateway.post('info', { lang })).body['lang']).toBe(expected);
  });

  it('ignores members it does not know (CSC-020)', async () => {
    expect((await gateway.post('info', { foo: 1, __proto__: 2 })).status).toBe(200);
  });

  it('answers GET and an empty body too', async () => {
    const [get, empty] = await Promise.all([gateway.send('/csc/v2/info', undefined, { verb: 'GET' }), gateway.send('/csc/v2/info', '')]);
    expect([get.status, empty.status, get.text === empty.text]).toEqual([200, 200, true]);
  });

  it('ignores an Authorization header', async () => {
    expect((await gateway.post('info', {}, { authorization: 'Foo abc' })).status).toBe(200);
  });

  it('refuses a body that is no JSON (CSC-018)', async () => {
    expect(await gateway.post('info', '{')).toMatchObject(wire(400, 'invalid_request', expect.any(String)));
    expect(gateway.refusals.ofStrangers).toEqual(['invalid_request']);
  });
});
