import type { Version } from '../statement.ts';
import { spoiledBody } from './json-bodies.ts';
import type { Random } from './random.ts';
import type { RawRequest } from './raw-request.ts';

/** A malformed request, where it goes, and how it is malformed. */
export interface Malformed {
  readonly origin: URL;
  readonly request: RawRequest;
  readonly how: string;
  /** What is wrong with it may be no concern of the method, which then answers as ever. */
  readonly mayPass: boolean;
  /** A method of the API that this service does not offer: 501 says so. */
  readonly isUnimplemented?: boolean;
}

/** What requests are made for. */
export interface Aim {
  readonly gateway: URL;
  /** Base of the authorisation server, by version. */
  readonly servers: Readonly<Partial<Record<Version, URL>>>;
  readonly versions: readonly Version[];
  /** A good service token, by version. */
  readonly tokens: Readonly<Partial<Record<Version, string>>>;
  /** Methods that `info` lists, by version. */
  readonly offered: Readonly<Partial<Record<Version, readonly string[]>>>;
  readonly client: { readonly clientId: string; readonly clientSecret: string };
}

const hash = Buffer.alloc(32, 7).toString('base64');
/** A body for each method that is whole but for a credential that nobody has. */
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  info: { lang: 'en' },
  'auth/login': { refresh_token: 'nobody', rememberMe: false, clientData: 'x' },
  'auth/revoke': { token: 'nobody', token_type_hint: 'access_token', clientData: 'x' },
  'credentials/list': { userID: 'nobody', maxResults: 2, pageToken: 'none', credentialInfo: true, certificates: 'chain', onlyValid: true, clientData: 'x' },
  'credentials/info': { credentialID: 'cred_none', certificates: 'chain', certInfo: true, authInfo: true, lang: 'en' },
  'credentials/authorize': {
    credentialID: 'cred_none',
    numSignatures: 1,
    hash: [hash],
    hashes: [hash],
    hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
    PIN: '000000',
    authData: [{ id: 'PIN', value: '000000' }],
  },
  'credentials/authorizeCheck': { handle: 'none' },
  'credentials/getChallenge': { credentialID: 'cred_none', authObjectID: 'OTP' },
  'credentials/sendOTP': { credentialID: 'cred_none', clientData: 'x' },
  'credentials/extendTransaction': { credentialID: 'cred_none', SAD: 'none', hash: [hash], hashes: [hash], hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' },
  'credentials/create': { credentialCreationRequest: { certificatePolicy: '2.999.9' } },
  'credentials/delete': { credentialID: 'cred_none' },
  'signatures/signHash': {
    credentialID: 'cred_none',
    SAD: 'none',
    hash: [hash],
    hashes: [hash],
    hashAlgo: '2.16.840.1.101.3.4.2.1',
    signAlgo: '1.2.840.113549.1.1.1',
    operationMode: 'S',
    validity_period: 60_000,
    response_uri: 'https://app.example/',
  },
  'signatures/signDoc': { credentialID: 'cred_none', SAD: 'none', documents: [{ document: 'AAAA', signature_format: 'P' }] },
  'signatures/signPolling': { requestID: 'none', clientData: 'x' },
  'signatures/timestamp': { hash: 'AAAA', hashAlgo: '2.16.840.1.101.3.4.2.1', nonce: '0A' },
  'there/is/nothing': { a: 'b' },
};
/** Methods that a request can pass although something about it is odd. */
const forgiving = ['info', 'credentials/list'];

const contentTypes = [
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'application/json, text/html',
  ';;;',
  '*/*',
  '',
];
const authorizations = [
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'bearer',
  'Basic',
  'Basic ====',
  'Basic bm9jb2xvbg==',
  'Digest username="x"',
  'DPoP x',
  'Foo',
  `Bearer ${'x'.repeat(6_000)}`,
  'Bearer \u00ff\u00fe',
  'Bearer sad_e30.e30.AA',
  'Bearer ,',
  'Negotiate YII=',
];
const oddHeaders: readonly (readonly [string, string])[] = [
  ['content-encoding', 'gzip'], ['content-encoding', 'br, deflate'], ['dpop', 'x'], ['dpop', 'e30.e30.AA'], ['accept', 'text/html'], ['accept', ';q=nan'], ['accept-language', '*;q=2,'.repeat(50)],
  ['x-forwarded-for', '999.1.2.3, <script>'], ['x-forwarded-host', 'evil.example'], ['forwarded', 'for=;proto='], ['cookie', '=;=;='], ['origin', 'null'], ['origin', 'https://evil.example'], ['range', 'bytes=9-1'],
  ['if-match', '*'], ['x-http-method-override', 'DELETE'], ['x-request-id', '{"a":1}'], ['traceparent', 'zz'], ['x'.repeat(200), 'y'.repeat(4_000)], ['expect', 'something-else'],
]; // prettier-ignore
const verbs = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'BREW'];
const twists: readonly ((path: string) => string)[] = [
  (path) => `${path}/`, (path) => `${path}?a=%`, (path) => `${path}/..`, (path) => `${path}%00`, (path) => `${path}%2f`, (path) => path.toUpperCase(), (path) => `${path}/${'x'.repeat(3_000)}`,
  (path) => `${path};x=1`, (path) => path.replace('/csc/', '/csc/v9/'), (path) => `${path}?${'a=b&'.repeat(500)}`, (path) => `${path}%ff%fe`,
]; // prettier-ignore

/** One malformed request to a method of the API. */
export function malformedCall(aim: Aim, random: Random): Malformed {
  const version = random.of(aim.versions);
  const method = random.of(Object.keys(bodies));
  const members = bodies[method] ?? {};
  const path = `${aim.gateway.pathname.replace(/\/+$/, '')}/csc/${version}/${method}`;
  const token = aim.tokens[version];
  const authorization: (readonly [string, string])[] = token !== undefined && random.next() < 0.7 ? [['authorization', `Bearer ${token}`]] : [];
  const json: readonly [string, string] = ['content-type', 'application/json'];
  const sound = { verb: 'POST', target: path, headers: [json, ...authorization], body: Buffer.from(JSON.stringify(members)) };
  const made = (how: string, change: Partial<RawRequest>, mayPass = forgiving.includes(method)): Malformed => ({
    origin: aim.gateway,
    request: { ...sound, ...change },
    how: `${version} ${method}: ${how}`,
    mayPass,
    isUnimplemented: !(aim.offered[version] ?? []).includes(method),
  });

  const kind = random.next();
  if (kind < 0.7) {
    const { how, bytes } = spoiledBody(members, random);
    return made(how, { body: bytes });
  }
  if (kind < 0.78) return made('content type', { headers: [['content-type', random.of(contentTypes)], ...authorization] });
  if (kind < 0.86) return made('authorization', { headers: [json, ['authorization', random.of(authorizations)]] });
  if (kind < 0.92) return made('headers', { headers: [json, ...authorization, random.of(oddHeaders), random.of(oddHeaders)] });
  if (kind < 0.96) {
    const verb = random.of(verbs);
    return made(`verb ${verb}`, { verb }, forgiving.includes(method) || verb === 'OPTIONS');
  }
  return made('address', { target: random.of(twists)(path) });
}

const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'oauth2/token': {
    grant_type: 'authorization_code',
    code: 'none',
    redirect_uri: 'https://app.example/',
    code_verifier: 'v'.repeat(43),
    authorization_details: '[]',
    refresh_token: 'none',
    scope: 'credential',
  },
  'oauth2/revoke': { token: 'none', token_type_hint: 'access_token' },
  'oauth2/pushed_authorize': {
    response_type: 'code',
    redirect_uri: 'https://app.example/',
    scope: 'credential',
    credentialID: 'cred_none',
    numSignatures: '1',
    hashes: 'AAAA',
    code_challenge: 'x',
    code_challenge_method: 'S256',
  },
};

/** One malformed form to the authorisation server. */
export function malformedForm(aim: Aim, random: Random): Malformed | undefined {
  const version = random.of(aim.versions);
  const server = aim.servers[version];
  if (!server) return undefined;
  const endpoint = random.of(version === 'v1' ? ['oauth2/token', 'oauth2/revoke'] : Object.keys(fields));
  const form = { client_id: aim.client.clientId, client_secret: random.next() < 0.6 ? aim.client.clientSecret : 'wrong', ...fields[endpoint] };
  const { how, headers, body } = spoiledForm(form, random);
  const target = `${server.pathname.replace(/\/+$/, '')}/${endpoint}`;
  return { origin: server, request: { verb: 'POST', target, headers, body }, how: `${version} ${endpoint}: ${how}`, mayPass: false };
}

const FORM: readonly [string, string] = ['content-type', 'application/x-www-form-urlencoded'];

function spoiledForm(
  form: Readonly<Record<string, string>>,
  random: Random,
): { readonly how: string; readonly headers: RawRequest['headers']; readonly body: Buffer } {
  const name = random.of(Object.keys(form));
  const written = new URLSearchParams(form).toString();
  const values = [
    '',
    ' ',
    '\u0000',
    '💥',
    '[',
    '{"a":1}',
    '[[[[[[[[',
    '9'.repeat(400),
    'A'.repeat(20_000),
    "[{'type':'credential'}]",
    '%',
    '../..',
    '<script>',
    'null',
  ];
  const ways: readonly (() => { how: string; headers?: RawRequest['headers']; body: string | Buffer })[] = [
    () => ({ how: `strange ${name}`, body: new URLSearchParams({ ...form, [name]: random.of(values) }).toString() }),
    () => ({ how: `repeated ${name}`, body: `${written}&${name}=other` }),
    () => ({ how: 'bad escapes', body: `${written}&${name}=%zz%&%=%` }),
    () => ({ how: 'too long', body: `${written}&clientData=${'A'.repeat(60_000 + random.below(2_000_000))}` }),
    () => ({ how: 'many fields', body: `${written}&${Array.from({ length: 2_000 }, (_, index) => `f${index}=${index}`).join('&')}` }),
    () => ({ how: 'JSON', headers: [['content-type', 'application/json']], body: JSON.stringify(form) }),
    () => ({ how: 'content type', headers: [['content-type', random.of(contentTypes)]], body: written }),
    () => ({ how: 'authorization', headers: [FORM, ['authorization', random.of(authorizations)]], body: written }),
    () => ({ how: 'headers', headers: [FORM, random.of(oddHeaders)], body: written }),
    () => ({ how: 'random bytes', body: random.bytes(1 + random.below(3_000)) }),
    () => ({ how: 'nothing', body: '' }),
  ];
  const { how, headers = [FORM], body } = random.of(ways)();
  return { how, headers, body: Buffer.from(body) };
}
