import { setTimeout as sleep } from 'node:timers/promises';
import type { CredentialDetail } from '@paraph/csc-client';
import { expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import { SHA256 } from '../service/algorithms.ts';
import { freshHash } from '../service/digests.ts';
import type { Door, Sent } from '../service/door.ts';
import type { Probe } from '../service/probe.ts';
import type { Statement } from '../statement.ts';

/** Pushed requests (RFC 9126) and details (RFC 9396) as CSC v2 8.4 uses them. */
export const pushedRequests: readonly Statement[] = [
  {
    id: 'CSC-163',
    versions: ['v2'],
    says: 'a pushed request is kept, and works once',
    check: async (p) => {
      const door = await p.door();
      const { answer, sent, url } = await push(p, door);
      expectThat(typeof answer.json?.['expires_in'] === 'number', 'a number expires_in', answer.json?.['expires_in'] ?? 'nothing');
      expectThat((answer.headers['cache-control'] ?? '').includes('no-store'), 'cache-control no-store', answer.headers['cache-control'] ?? 'nothing');
      expectJson(await door.redeem(sent, await door.code({ ...sent, url })));
    },
  },
  {
    id: 'CSC-164',
    versions: ['v2'],
    says: 'who pushes must show who it is',
    check: async (p) => {
      const door = await p.door();
      const { form } = door.request({ scope: 'service' });
      expectRefused(await door.post('pushedAuthorize', form, { headers: {} }), { status: [400, 401], error: ['invalid_request', 'invalid_client'] });
    },
  },
  {
    id: 'CSC-165',
    versions: ['v2'],
    says: 'a pushed request is good once, for its client, for a short time',
    waits: true,
    check: async (p) => {
      const door = await p.door();
      const used = await push(p, door);
      await door.code({ ...used.sent, url: used.url });
      await requireNoCode(door, used.url);
      const foreign = await push(p, door);
      await requireNoCode(door, address(door, { client_id: door.client('B').clientId, request_uri: foreign.uri }));
      const old = await push(p, door);
      await sleep((Number(old.answer.json?.['expires_in'] ?? p.fixtures.lifetimes.requestUriSeconds ?? 90) + 2) * 1_000);
      await requireNoCode(door, old.url);
    },
  },
  {
    id: 'CSC-160',
    versions: ['v2'],
    says: 'details come back with the token',
    check: async (p) => {
      const granted = await p.granted(detailed([detail(p)]));
      requireDetails(p, granted);
    },
  },
  {
    id: 'CSC-161',
    versions: ['v2'],
    says: 'details are repeated at the token endpoint',
    check: async (p) => {
      const door = await p.door();
      const sent = door.request(detailed([detail(p)]));
      const answer = await door.redeem(sent, await door.code(sent), { authorization_details: '' });
      expectRefused(answer, { error: ['invalid_request', 'invalid_grant'] });
    },
  },
  {
    id: 'CSC-191',
    versions: ['v2'],
    says: 'details need no scope beside them',
    check: async (p) => {
      const granted = await p.granted(detailed([detail(p)]));
      const { credentialID } = p.credential('OAU');
      expectJson(await p.call('credentials/info', { credentialID }, { bearer: textOf(granted, 'access_token') }));
    },
  },
  {
    id: 'CSC-192',
    versions: ['v2'],
    says: 'details stand alone: no plain parameters beside them',
    check: async (p) => {
      const door = await p.door();
      const one = detail(p);
      await door.refusedWith(door.request({ ...detailed([one]), credentialID: one.credentialID ?? '', numSignatures: '1' }), ['invalid_request']);
    },
  },
  {
    id: 'CSC-193',
    versions: ['v2'],
    says: 'details are compared by what they mean',
    standing: 'practice',
    check: async (p) => {
      const door = await p.door();
      const one = detail(p);
      const [digest] = one.documentDigests;
      const inAddress = { ...one, documentDigests: [{ label: digest?.label ?? '', hash: Buffer.from(digest?.hash ?? '', 'base64').toString('base64url') }] };
      const sent = door.request(detailed([inAddress]));
      expectJson(await door.redeem(sent, await door.code(sent), detailed([one])));
    },
  },
  {
    id: 'CSC-194',
    versions: ['v2'],
    says: 'details that are none are refused',
    check: async (p) => {
      const door = await p.door();
      const wrong = [
        "[{'type':'credential'}]",
        '[',
        '"credential"',
        JSON.stringify([{ type: 'payment' }]),
        JSON.stringify([{ type: 'credential', documentDigests: 7 }]),
      ];
      for (const authorization_details of wrong)
        await door.refusedWith(door.request({ authorization_details }), ['invalid_request', 'invalid_authorization_details']);
    },
  },
  {
    id: 'CSC-198',
    versions: ['v2'],
    says: 'hashType comes back as it was written (2.2)',
    standing: 'practice',
    check: async (p) => {
      const one = detail(p);
      const typed = { ...one, documentDigests: one.documentDigests.map((digest) => ({ ...digest, hashType: 'DTBSR' })) };
      const granted = await p.granted(detailed([typed]));
      expectThat(JSON.stringify(granted['authorization_details']).includes('"DTBSR"'), 'hashType DTBSR', granted['authorization_details'] ?? 'nothing');
    },
  },
];

function detail(p: Probe): CredentialDetail {
  const documentDigests = [{ hash: freshHash(), label: 'Lease agreement.pdf' }];
  return { type: 'credential', credentialID: p.credential('OAU').credentialID, documentDigests, hashAlgorithmOID: SHA256 };
}

function detailed(details: readonly object[]): Record<string, string> {
  return { authorization_details: JSON.stringify(details) };
}

function requireDetails(p: Probe, granted: Record<string, unknown>): void {
  const details = granted['authorization_details'];
  expectThat(Array.isArray(details) && details.length === 1, 'one detail', details ?? 'nothing');
  const [first] = details as readonly Record<string, unknown>[];
  expectThat(first?.['credentialID'] === p.credential('OAU').credentialID, 'the credential in it', first);
}

async function push(p: Probe, door: Door) {
  const sent: Sent = door.request({ scope: 'service' });
  const answer = await door.post('pushedAuthorize', sent.form);
  const uri = textOf(expectJson(answer, 201), 'request_uri');
  return { answer, sent, uri, url: address(door, { client_id: door.client('A').clientId, request_uri: uri }) };
}

function address(door: Door, parameters: Readonly<Record<string, string>>): string {
  return `${door.endpoints.authorize.href}?${new URLSearchParams(parameters).toString()}`;
}

/** The request ends in an error: on a page, or told to an application. */
async function requireNoCode(door: Door, url: string): Promise<void> {
  const { status, headers } = await door.open(url);
  const location = headers['location'];
  const target = location === undefined ? undefined : new URL(location, url);
  const holds = target ? target.searchParams.get('error') !== null : status >= 400 && status < 500;
  expectThat(holds, 'an error', `${status} ${target?.pathname ?? ''}`);
}
