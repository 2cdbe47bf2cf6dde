/** What an auditor gets over HTTP, and what their own software makes of it. */
import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './harness/answer.ts';
import { Application } from './harness/application.ts';
import { events, logEnd, untilEvent } from './harness/audit-log.ts';
import { auditorToken, credentialOf, managementToken, origin, sandbox, state } from './harness/stack.ts';

const ask = (path: string, token?: string) => send(`${origin('audit')}/audit/v1/${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
const root = resolve(import.meta.dirname, '..');

describe('the auditors’ API', () => {
  it.each([
    ['nobody', undefined],
    ['somebody with another token', 'x'.repeat(32)],
    ['an operator', managementToken()],
  ])('does not let %s in', async (_who, token) => {
    const answer = await ask('events', token);
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain('leaf');
  });

  it.each([
    ['an unknown source', 'events?source=gateway'],
    ['a limit that is no number', 'events?limit=all'],
    ['a moment that is none', 'events?from=yesterday'],
    ['a filter it does not know', 'events?colour=blue'],
  ])('refuses %s by name', async (_case, path) => {
    const answer = await ask(path, auditorToken());
    expect(answer.status).toBe(400);
    expect(answer.json?.['code']).toBe('request.invalid');
  });

  it('records that it was read', async () => {
    const after = await logEnd();
    await ask('events?type=signature-made', auditorToken());
    const read = await untilEvent({ after, source: 'audit', type: 'events-read' }, (event) => event.particulars['type'] === 'signature-made');
    expect(read.actor).toEqual({ kind: 'operator', id: 'auditor' });
  });

  it('has the whole story of a credential, from every process that took part', async () => {
    const found = await events({ particular: credentialOf('alice', 'p256') });
    const story = found.map((event) => `${event.source} ${event.type}`);
    for (const chapter of [
      'key-lifecycle credential-requested',
      'sam key-generated',
      'sam enrolment-opened',
      'sam enrolment-accepted',
      'sam certificate-composed',
      'ca-connector certificate-issued',
      'sam certificate-bound',
      'key-lifecycle credential-activated',
      'sam activation-opened',
      'sam signature-made',
    ]) {
      expect(story).toContain(chapter);
    }
  });

  it('tells how complete each source is', async () => {
    const answer = await ask('sequences', auditorToken());
    const { sequences, refused } = answer.json as unknown as { sequences: { source: string; count: number }[]; refused: number };
    expect(sequences.map((one) => one.source).sort()).toEqual(['audit', 'ca-connector', 'identity', 'key-lifecycle', 'sam']);
    expect(refused).toBe(0);
  });
});

describe('npm run audit:verify', () => {
  const verify = (...words: string[]) =>
    spawnSync(process.execPath, ['--no-warnings', join(root, 'tools/audit-verify/verify.ts'), ...words], { cwd: root, encoding: 'utf8' });

  it('finds the log whole', async () => {
    await new Application().serviceToken();
    // The first head is a second old at least.
    for (let tries = 0; tries < 60 && (await ask('heads/latest', auditorToken())).status !== 200; tries += 1) await sleep(250);
    const { status, stdout } = verify('--state', state);
    expect({ status, said: /[1-9]\d* signed head\(s\) of the log are over these very events[^]*Beyond doubt\.\n$/.test(stdout) }).toEqual({
      status: 0,
      said: true,
    });
  });

  it('says so when it cannot read', () => {
    const { status, stderr } = verify('--state', join(state, 'nowhere'));
    expect({ status, said: stderr.includes('cannot be read') }).toEqual({ status: 2, said: true });
  });
});

describe('management', () => {
  const create = (body: unknown, token: string | undefined, what = 'signers') =>
    send(`${origin('management')}/management/v1/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
  const signer = () => ({ subscriberId: sandbox().subscriberId, name: 'Somebody new' });

  it('creates for an operator: the control', async () => {
    expect((await create(signer(), managementToken())).status).toBe(201);
  });

  it.each([
    ['nobody', undefined],
    ['an auditor', auditorToken()],
  ])('does nothing for %s', async (_who, token) => {
    expect((await create(signer(), token)).status).toBe(401);
  });

  it.each([
    ['a signer of nobody', { ...signer(), subscriberId: 'sub_AAAAAAAAAAAAAAAAAAAAAA' }, 404],
    ['a signer without a name', { subscriberId: signer().subscriberId }, 400],
    ['a member it does not know', { ...signer(), admin: true }, 400],
  ])('refuses %s', async (_case, body, status) => {
    expect((await create(body, managementToken())).status).toBe(status);
  });
});
