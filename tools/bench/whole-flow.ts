import { createHash, randomBytes } from 'node:crypto';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import { Agent, request, type Dispatcher } from 'undici';
import { CookieJar } from '../sandbox/signer/cookie-jar.ts';
import { lookupLocalhost } from '../stack/localhost.ts';
import type { BenchClient, BenchCredential } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Job } from './closed-loop.ts';
import { signJob } from './over-http.ts';
import { SHA256 } from './sad-source.ts';

/** The statement of hundreds of documents stands in the address that the browser is sent to. */
const MOST_HEADER_BYTES = 2 ** 20;

const agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 60_000, maxHeaderSize: MOST_HEADER_BYTES });

/**
 * Whole flows: pushed request, authorisation endpoint, the signer's passkey over the statement, token, signature. The bench
 * is application, browser and authenticator; the approval page itself is a static file that a browser keeps.
 */
export function flowJobs(bench: BenchStack, client: BenchClient, credentials: readonly BenchCredential[], count: number, batch: number): Job[] {
  return Array.from({ length: count }, (_, turn) => {
    const credential = credentials[turn % credentials.length];
    if (!credential) throw new Error('there is no credential to sign with');
    return () => flow(bench, client, credential, batch);
  });
}

async function flow(bench: BenchStack, client: BenchClient, credential: BenchCredential, batch: number): Promise<void> {
  const [identity, jar] = [bench.origin('identity'), new CookieJar()];
  const hashes = Array.from({ length: batch }, () => randomBytes(32).toString('base64'));
  const [state, verifier] = [randomBytes(12), randomBytes(32)].map((bytes) => bytes.toString('base64url')) as [string, string];
  const basic = { authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}` };
  const documentDigests = hashes.map((hash, place) => ({ hash, label: `document ${place + 1}` }));
  const details = JSON.stringify([{ type: 'credential', credentialID: credential.credentialId, documentDigests, hashAlgorithmOID: SHA256 }]);

  // 1. The application pushes its request (RFC 9126) and sends the browser to the authorisation endpoint.
  const pushed = await answerOf(`${identity}/oauth2/pushed_authorize`, 201, basic, {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    authorization_details: details,
  });
  const reference = new URLSearchParams({ client_id: client.clientId, request_uri: String(pushed['request_uri']) });

  // 2. The browser is led to the approval page; what is to be shown stands behind the `#`.
  const page = await walk(jar, `${identity}/oauth2/authorize?${reference.toString()}`, identity);
  const shown = new URLSearchParams(page.hash.slice(1));
  if (!shown.has('statement')) throw new Error(`a flow of the bench came to no approval page: ${page.searchParams.get('error_description') ?? page.pathname}`);
  const challenge = activationChallenge(shown.get('statement') ?? '');
  const evidence = { kind: 'passkey', assertion: credential.passkey.assert(challenge) };
  const act = Buffer.from(JSON.stringify({ kind: 'evidence', evidence })).toString('base64url');

  // 3. The page carries the signer's act; the browser comes back to the application with a code.
  const carried = { challenge: toBase64Url(challenge), act };
  const back = await walk(jar, `${identity}/interaction/${shown.get('uid')}/act`, identity, carried);
  const code = back.searchParams.get('code');
  if (code === null || back.searchParams.get('state') !== state)
    throw new Error(`a flow of the bench ended at ${back.origin}${back.pathname}: ${back.searchParams.get('error_description') ?? ''}`);

  // 4. The application redeems the code, and 5. has the hashes signed.
  const token = await answerOf(`${identity}/oauth2/token`, 200, basic, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: client.redirectUri,
    code_verifier: verifier,
    authorization_details: details,
  });
  await signJob(`${bench.origin('gateway')}/csc/v2/signatures/signHash`, { token: String(token['access_token']), credential, hashes })();
}

async function answerOf(
  address: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  form: Record<string, string>,
): Promise<Record<string, unknown>> {
  const answer = await request(address, postOf(form, headers));
  const text = await answer.body.text();
  if (answer.statusCode !== status) throw new Error(`${address} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

type Options = { dispatcher: Dispatcher } & Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & Partial<Pick<Dispatcher.RequestOptions, 'method'>>;

function postOf(form: Record<string, string>, headers: Readonly<Record<string, string>>): Options {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', headers: { ...headers, ...type }, body: new URLSearchParams(form).toString(), dispatcher: agent };
}

/** Goes where redirects lead as long as that is this origin; answers the first address beyond. */
async function walk(jar: CookieJar, first: string, inside: string, form?: Record<string, string>): Promise<URL> {
  let [url, body] = [new URL(first), form];
  while (url.origin === inside) {
    const cookie = jar.header(url);
    const headers = { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }) };
    const answer = await request(url, body ? postOf(body, { ...headers, origin: inside }) : { headers, dispatcher: agent });
    const text = await answer.body.text();
    const { location, 'set-cookie': cookies } = answer.headers;
    if (typeof location !== 'string') throw new Error(`${url.pathname} answered ${answer.statusCode} and led nowhere: ${text.slice(0, 300)}`);
    jar.store(url, [cookies ?? []].flat());
    [url, body] = [new URL(location, url), undefined];
  }
  return url;
}
