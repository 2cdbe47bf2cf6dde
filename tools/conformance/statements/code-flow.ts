import { setTimeout as sleep } from 'node:timers/promises';
import { expectEmpty, expectJson, expectNothingFor, expectRefused, expectThat, textOf } from '../expect.ts';
import { RSA_SHA256 } from '../service/algorithms.ts';
import { freshHash, freshHashes } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import { both, type Statement } from '../statement.ts';

/** The way of a code from the request to its token (CSC v1 8.3.2 and 8.3.3, v2 8.4.2 and 8.4.4). */
export const codeFlow: readonly Statement[] = [
  {
    id: 'CSC-132',
    versions: both,
    says: 'scope service: a code comes back with the state, and opens a bearer token',
    check: async (p) => {
      const granted = await p.granted({ scope: 'service' });
      expectThat(granted['token_type'] === 'Bearer', 'token_type Bearer', granted['token_type']);
    },
  },
  {
    id: 'CSC-133',
    versions: both,
    says: 'without a scope it is service',
    check: async (p) => {
      const bearer = textOf(await p.granted({}), 'access_token');
      expectJson(await p.call('credentials/list', {}, { bearer }));
    },
  },
  { id: 'CSC-134', versions: ['v1'], says: 'scope credential: a token of type SAD, no refresh token', check: requireCredentialToken },
  { id: 'CSC-135', versions: ['v2'], says: 'scope credential: a bearer token, no refresh token', check: requireCredentialToken },
  {
    id: 'CSC-143',
    versions: both,
    says: 'a code is good once, and what it opened ends when it comes again',
    check: async (p) => {
      const door = await p.door();
      const sent = door.request({ scope: 'service' });
      const code = await door.code(sent);
      const bearer = textOf(expectJson(await door.redeem(sent, code)), 'access_token');
      expectRefused(await door.redeem(sent, code), { error: 'invalid_grant' });
      expectRefused(await p.call('credentials/list', {}, { bearer }), { status: 401, error: ['invalid_token', 'expired_token'] });
    },
  },
  {
    id: 'CSC-144',
    versions: both,
    says: 'a code is good for a short time',
    waits: true,
    check: async (p) => {
      const door = await p.door();
      const sent = door.request({ scope: 'service' });
      const code = await door.code(sent);
      await sleep(((p.fixtures.lifetimes.codeSeconds ?? 60) + 2) * 1_000);
      expectRefused(await door.redeem(sent, code), { error: 'invalid_grant', description: 'Authorization code is invalid or expired' });
    },
  },
  {
    id: 'CSC-145',
    versions: both,
    says: 'the redirect address is the same at both ends',
    check: async (p) => {
      const door = await p.door();
      const sent = door.request({ scope: 'service' });
      const answer = await door.redeem(sent, await door.code(sent), { redirect_uri: `${sent.form['redirect_uri'] ?? ''}/other` });
      expectRefused(answer, { error: 'invalid_grant', description: /^redirect_uri parameter does not match/ });
    },
  },
  {
    id: 'CSC-146',
    versions: both,
    says: 'a code is for its own client',
    check: async (p) => {
      const door = await p.door();
      door.client('B');
      const sent = door.request({ scope: 'service' });
      const fields = {
        grant_type: 'authorization_code',
        code: await door.code(sent),
        redirect_uri: sent.form['redirect_uri'] ?? '',
        code_verifier: sent.verifier,
      };
      expectRefused(await door.post('token', fields, { client: 'B' }), { error: 'invalid_grant' });
    },
  },
  {
    id: 'CSC-157',
    versions: both,
    says: 'a credential token that was revoked signs nothing',
    check: async (p) => {
      const door = await p.door();
      const hash = freshHash();
      const SAD = await p.credentialToken('OAU', [hash]);
      expectEmpty(await door.post('revoke', { token: SAD }));
      expectNothingFor(await p.sign('OAU', { SAD, ...p.names.toSign([hash]), signAlgo: RSA_SHA256 }), [400, 401, 403]);
    },
  },
  {
    id: 'CSC-159',
    versions: ['v2'],
    says: 'the verifier must fit the challenge',
    check: async (p) => {
      const door = await p.door();
      const sent = door.request({ scope: 'service' });
      const code = await door.code(sent);
      expectRefused(await door.redeem(sent, code, { code_verifier: 'x'.repeat(43) }), { error: 'invalid_grant' });
    },
  },
  {
    id: 'CSC-162',
    versions: ['v2'],
    says: 'a credential may be chosen by its qualifier',
    check: async (p) => {
      const { credentialID } = p.credential('OAU');
      const info = expectJson(await p.call('credentials/info', { credentialID }));
      const request = { signatureQualifier: textOf(info, 'signatureQualifier'), numSignatures: 1, hashes: [freshHash()] };
      const granted = await p.granted(p.names.credentialRequest(request));
      expectThat(granted['credentialID'] === credentialID, credentialID, granted['credentialID'] ?? 'no credentialID');
    },
  },
  {
    id: 'CSC-167',
    versions: both,
    says: 'hashes in the address are read in either alphabet, the comma as it comes',
    standing: 'practice',
    check: async (p) => {
      // A digest whose two Base64 alphabets differ, and whose plus turns into a space when nobody escapes it.
      const hashes = [odd(), odd()];
      const name = p.version === 'v1' ? 'hash' : 'hashes';
      for (const written of [
        hashes.map((hash) => Buffer.from(hash, 'base64').toString('base64url')),
        hashes,
        hashes.map((hash) => hash.replaceAll('+', ' ')),
      ]) {
        const request = {
          ...p.names.credentialRequest({ credentialID: p.credential('OAU').credentialID, numSignatures: 2, hashes }),
          [name]: written.join(','),
        };
        const SAD = textOf(await p.granted(request), 'access_token');
        const answer = await p.sign('OAU', { SAD, ...p.names.toSign(hashes), signAlgo: RSA_SHA256 });
        expectJson(answer);
      }
    },
  },
  {
    id: 'CSC-168',
    versions: both,
    says: 'the page shows the description, in the language that was asked for',
    check: async (p) => {
      const door = await p.door();
      const description = `Lease ${freshHash().slice(0, 6)}`;
      const request = { credentialID: p.credential('OAU').credentialID, numSignatures: 1, hashes: [freshHash()], description, lang: 'fr' };
      const { shown } = await door.follow(door.request(p.names.credentialRequest(request)));
      expectThat(shown !== undefined, 'what was shown', 'nothing from the hook');
      expectThat(shown.text.includes(description), `a page with “${description}”`, shown.text.slice(0, 300));
      expectThat(shown.lang === 'fr', 'a page in fr', shown.lang ?? 'no language');
    },
  },
  {
    id: 'CSC-195',
    versions: both,
    says: 'a token says how long it is good, and is not to be stored',
    standing: 'practice',
    check: async (p) => {
      const door = await p.door();
      for (const parameters of [
        { scope: 'service' },
        p.names.credentialRequest({ credentialID: p.credential('OAU').credentialID, numSignatures: 1, hashes: [freshHash()] }),
      ]) {
        const sent = door.request(parameters);
        const answer = await door.redeem(sent, await door.code(sent));
        expectThat(typeof expectJson(answer)['expires_in'] === 'number', 'a number expires_in', answer.json?.['expires_in'] ?? 'nothing');
        expectThat((answer.headers['cache-control'] ?? '').includes('no-store'), 'cache-control no-store', answer.headers['cache-control'] ?? 'nothing');
      }
    },
  },
  {
    id: 'CSC-196',
    versions: both,
    says: 'a redirect address that was sent is repeated; where none was, none is needed',
    check: async (p) => {
      const door = await p.door();
      const sent = door.request({ scope: 'service' });
      expectRefused(await door.redeem(sent, await door.code(sent), { redirect_uri: '' }), { error: ['invalid_grant', 'invalid_request'] });
      if (p.version === 'v2') return 'only the half about an address that was sent: version 2 does not say what holds without';
      const without = door.request({ scope: 'service', redirect_uri: '' });
      expectJson(await door.redeem(without, await door.code(without)));
      return undefined;
    },
  },
];

async function requireCredentialToken(p: Probe): Promise<void> {
  const { credentialID } = p.credential('OAU');
  const granted = await p.granted(p.names.credentialRequest({ credentialID, numSignatures: 1, hashes: freshHashes(1) }));
  textOf(granted, 'access_token');
  expectThat(granted['token_type'] === p.names.credentialTokenType, `token_type ${p.names.credentialTokenType}`, granted['token_type']);
  expectThat(granted['refresh_token'] === undefined, 'no refresh_token', 'one');
}

function odd(): string {
  for (;;) {
    const hash = freshHash();
    if (hash.includes('+') && hash.includes('/')) return hash;
  }
}
