import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpGateway, ORIGIN } from './http-gateway.js';

let gateway: HttpGateway;
beforeAll(async () => {
  gateway = await new HttpGateway().open();
});
afterAll(() => gateway.close());
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => gateway.send(path, undefined, { verb: 'GET', headers });

describe.each(['v1', 'v2'])('the documents of %s', (version) => {
  it('the OpenAPI document says where the service is and has the methods of info', async () => {
    const { status, headers, body } = await get(`/csc/${version}/openapi.json`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toMatchObject({ openapi: '3.1.1', servers: [{ url: `${ORIGIN}/csc/${version}` }] });
    const { methods } = (await gateway.send(`/csc/${version}/info`, {})).body as { methods: string[] };
    expect(Object.keys(body['paths'] as object)).toEqual(methods.map((name) => `/${name}`));
  });

  it.each([
    ['', {}, 'en'],
    ['?lang=fr', {}, 'fr'],
    ['', { 'accept-language': 'fr-FR,en;q=0.5' }, 'fr'],
    ['?lang=en', { 'accept-language': 'fr' }, 'en'],
    ['?lang=xx', { 'accept-language': 'de' }, 'en'],
  ])('the page in the language asked for: %s %j', async (query, asked, language) => {
    const { status, headers, text } = await get(`/csc/${version}/docs${query}`, asked);
    expect([status, headers.get('content-type'), headers.get('content-language')]).toEqual([200, 'text/html; charset=utf-8', language]);
    expect(text).toContain(`<html lang="${language}">`);
  });

  it('the page loads and runs nothing', async () => {
    const { headers, text } = await get(`/csc/${version}/docs`);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|(?:src|href)="https?:/.exec(text)).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('the page has a heading and a link to it for each method, and reflects nothing of the address', async () => {
    const { text } = await get(`/csc/${version}/docs?lang=%3Cb%3E&x=%3Cscript%3E`);
    const { methods } = (await gateway.send(`/csc/${version}/info`, {})).body as { methods: string[] };
    for (const name of methods) {
      const anchor = name.replace('/', '-');
      expect([text.includes(`<h2 id="${anchor}">`), text.includes(`href="#${anchor}"`)]).toEqual([true, true]);
    }
    expect(text).not.toContain('<b>');
  });

  it.each(['POST', 'PUT'])('are not changed by %s', async (verb) => {
    expect((await gateway.send(`/csc/${version}/docs`, '{}', { verb })).status).toBe(404);
  });
});

it('there are none of other versions', async () => {
  expect((await get('/csc/v3/openapi.json')).status).toBe(404);
});
