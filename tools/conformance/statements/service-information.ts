import { expectJson, expectRefused, expectThat, objectOf, textOf, textsOf } from '../expect.ts';
import type { Probe } from '../service/probe.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

const authTypes = ['external', 'TLS', 'basic', 'digest', 'oauth2code', 'oauth2client'];
const languages = ['fr-FR', 'fr', 'de-DE', 'de', 'en-GB', 'en', 'es', 'it', 'nl'];

/** `info`: what the service says about itself (CSC v1 11.1, v2 11.1). */
export const serviceInformation: readonly Statement[] = [
  { id: 'CSC-001', versions: both, says: 'info needs no token', check: async (p) => void (await p.info()) },
  {
    id: 'CSC-002',
    versions: both,
    says: 'info answers JSON',
    check: async (p) => {
      const { headers } = await p.call('info', {}, { bearer: null });
      const type = headers['content-type'] ?? '';
      expectThat(type.startsWith('application/json'), 'content-type application/json', type);
    },
  },
  { id: 'CSC-003', versions: ['v1'], says: 'info has all members that are a must', check: async (p) => requireMembers(await p.info()) },
  {
    id: 'CSC-004',
    versions: ['v2'],
    says: 'info also lists algorithms, formats and levels',
    check: async (p) => {
      const info = await p.info();
      requireMembers(info);
      textsOf(objectOf(info, 'signAlgorithms'), 'algos');
      textsOf(objectOf(info, 'signature_formats'), 'formats');
      textsOf(info, 'conformance_levels');
    },
  },
  {
    id: 'CSC-005',
    versions: both,
    says: 'name and description are short, region is a country',
    check: async (p) => {
      const info = await p.info();
      for (const name of ['name', 'description']) expectThat(textOf(info, name).length <= 255, `${name} of at most 255 characters`, textOf(info, name).length);
      expectThat(/^[A-Z]{2}$/.test(textOf(info, 'region')), 'two capital letters', textOf(info, 'region'));
    },
  },
  {
    id: 'CSC-006',
    versions: both,
    says: 'authType holds known values, at least one',
    check: async (p) => {
      const types = textsOf(await p.info(), 'authType');
      expectThat(types.length > 0 && types.every((type) => authTypes.includes(type)), `some of ${authTypes.join(', ')}`, types);
    },
  },
  { id: 'CSC-007', versions: both, says: 'who speaks OAuth says where', check: requireAuthorisationServer },
  {
    id: 'CSC-008',
    versions: both,
    says: 'specs is four numbers, the first that of the address',
    check: async (p) => {
      const specs = textOf(await p.info(), 'specs');
      expectThat(new RegExp(`^${p.version.slice(1)}\\.\\d+\\.\\d+\\.\\d+$`).test(specs), `${p.version.slice(1)}.x.y.z`, specs);
    },
  },
  {
    id: 'CSC-009',
    versions: both,
    says: 'every method that is listed is there',
    check: async (p) => {
      const methods = textsOf(await p.info(), 'methods');
      expectThat(methods.length > 0, 'at least one method', methods);
      for (const method of methods.filter((one) => !one.startsWith('oauth2/'))) {
        const { status } = await p.call(method, {}, { bearer: null });
        expectThat(status !== 404 && status !== 501, `${method} answering otherwise than 404 and 501`, status);
      }
    },
  },
  {
    id: 'CSC-010',
    versions: both,
    says: 'a language that is not spoken gets the service’s own',
    check: async (p) => {
      const own = textOf(await p.info(), 'lang');
      const answered = expectJson(await p.call('info', { lang: 'xx-XX' }, { bearer: null }));
      expectThat(answered['lang'] === own, own, answered['lang']);
    },
  },
  {
    id: 'CSC-011',
    versions: both,
    says: 'a language that is spoken is used',
    check: async (p) => {
      const own = textOf(await p.info(), 'lang');
      const seen: unknown[] = [];
      for (const lang of languages) {
        const { lang: answered } = expectJson(await p.call('info', { lang }, { bearer: null }));
        expectThat(answered === lang || answered === own || lang.startsWith(`${String(answered)}-`), `${lang} or ${own}`, answered);
        if (answered !== own) return;
        seen.push(lang);
      }
      throw new NotApplicable(`the service speaks ${own} and none of ${seen.join(', ')}`);
    },
  },
  {
    id: 'CSC-012',
    versions: ['v2'],
    says: 'envelope_properties stand one for one beside formats',
    check: async (p) => {
      const { formats, envelope_properties: properties } = objectOf(await p.info(), 'signature_formats');
      expectThat(Array.isArray(formats) && (properties === undefined || Array.isArray(properties)), 'two lists', { formats, properties });
      expectThat(properties === undefined ? formats.length === 0 : properties.length === formats.length, `${formats.length} properties`, properties);
    },
  },
  {
    id: 'CSC-013',
    versions: ['v2'],
    says: 'oauth2Servers stands alone, each server with one address (2.2)',
    standing: 'indirect',
    check: async (p) => {
      const { oauth2, oauth2Issuer, supportsRar, oauth2Servers: servers } = await p.info();
      if (servers === undefined) throw new NotApplicable('info has no oauth2Servers');
      expectThat(
        [oauth2, oauth2Issuer, supportsRar].every((one) => one === undefined),
        'oauth2Servers alone',
        { oauth2, oauth2Issuer, supportsRar },
      );
      const ones = servers as readonly Record<string, unknown>[];
      const holds = ones.every(({ baseUri, issuerIdentifier }) => (baseUri === undefined) !== (issuerIdentifier === undefined));
      expectThat(holds, 'baseUri or issuerIdentifier in each', servers);
    },
  },
  {
    id: 'CSC-020',
    versions: both,
    says: 'members nobody knows are ignored',
    check: async (p) => void expectJson(await p.call('info', { foo: 1 }, { bearer: null })),
  },
  {
    id: 'CSC-018',
    versions: both,
    says: 'a body that is no JSON is refused',
    check: async (p) => {
      expectRefused(await p.send('info', '{'));
      expectRefused(await p.send('credentials/list', '{', { authorization: `Bearer ${await p.token()}` }));
    },
  },
];

function requireMembers(info: Record<string, unknown>): void {
  for (const name of ['specs', 'name', 'logo', 'region', 'lang', 'description']) textOf(info, name);
  for (const name of ['authType', 'methods']) textsOf(info, name);
}

async function requireAuthorisationServer(p: Probe): Promise<void> {
  const info = await p.info();
  if (!textsOf(info, 'authType').some((type) => type.startsWith('oauth2'))) throw new NotApplicable('authType has no OAuth');
  if (info['oauth2Servers'] !== undefined) return;
  const named = ['oauth2', ...(p.version === 'v2' ? ['oauth2Issuer'] : [])].filter((name) => info[name] !== undefined);
  expectThat(named.length === 1, p.version === 'v1' ? 'oauth2' : 'one of oauth2 and oauth2Issuer', named);
  expectThat(URL.canParse(textOf(info, named[0] ?? '')), 'an address', info[named[0] ?? '']);
}
