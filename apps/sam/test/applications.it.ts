/** What applications may ask of a SAM: over the bus, the database and a real token, under the policy that names nothing. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  authorise,
  describeAuthorisation,
  extendActivation,
  issueSad,
  openActivation,
  redeemActivation,
  SAD_PREFIX,
  ServiceError,
  signHash,
} from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Site } from './faults/site.js';
import { ECDSA_SHA256, hashOf } from './world.js';

const shipped = resolve(import.meta.dirname, '../../../policies');

describe('applications of a running SAM', () => {
  let site: Site;
  let policies: string;
  beforeAll(async () => {
    policies = mkdtempSync(join(tmpdir(), 'paraph-policies-'));
    cpSync(shipped, policies, { recursive: true });
    const counted = JSON.parse(readFileSync(join(shipped, 'sandbox-pin.json'), 'utf8')) as object;
    writeFileSync(join(policies, 'test.json'), JSON.stringify({ ...counted, id: 'test', explicit: [], multisign: 5 }));
    site = await Site.open({ SAM_POLICIES_DIR: policies });
  }, 60_000);
  afterAll(async () => {
    await site.close();
    rmSync(policies, { recursive: true });
  }, 60_000);

  const about = () => ({ clientId: site.callers.clientId, credentialId: site.callers.credentialId });
  const counted = async (numSignatures: number) => {
    const { callers } = site;
    const opened = await callers.ask('identity', openActivation, { ...about(), documents: [], numSignatures });
    await callers.approve(opened);
    const { sad } = await callers.ask('identity', issueSad, { activationId: opened.activationId, clientId: callers.clientId });
    return `${SAD_PREFIX}${sad}`;
  };
  const request = (sad: string, ...documents: readonly string[]) => ({
    ...about(),
    attemptId: newId('att'),
    sad,
    hashes: documents.map(hashOf),
    signAlgorithmOid: ECDSA_SHA256,
  });
  const sign = (sad: string, ...documents: readonly string[]) =>
    site.callers.ask('gateway', signHash, request(sad, ...documents)).then(({ signatures }) => signatures.length, codeOf);
  const extend = (sad: string, ...documents: readonly string[]) =>
    site.callers.ask('gateway', extendActivation, { ...about(), sad, hashes: documents.map(hashOf) }).then(
      ({ sad: next, remainingChoice }) => ({ next: `${SAD_PREFIX}${next}`, remainingChoice }),
      (error: unknown) => ({ next: '', code: codeOf(error) }),
    );

  it('hear how a credential is authorised', async () => {
    const { credentials } = await site.callers.ask('gateway', describeAuthorisation, { credentialIds: [newId('cred'), site.callers.credentialId, 'nope'] });
    expect(credentials).toEqual([{ credentialId: site.callers.credentialId, scal: '1', mayDefer: true, byPage: true, explicit: [], byLink: false }]);
  });

  it('have documents signed that nobody named before, as many as were allowed and no more, fifty at once', async () => {
    const sad = await counted(5);
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, place) => sign(sad, `doc ${place}`)));
    expect(outcomes.filter((one) => one === 1)).toHaveLength(5);
    expect(new Set(outcomes.filter((one) => one !== 1))).toEqual(new Set(['sad.spent']));
    expect(await extend(sad)).toEqual({ next: '', code: 'sad.spent' });
  }, 30_000);

  it('get another SAD for the one they show, once, and sign with none of before', async () => {
    const sad = await counted(3);
    expect(await sign(sad, 'a')).toBe(1);
    const extended = await Promise.all([extend(sad, 'b'), extend(sad, 'b'), extend(sad)]);
    const [{ next } = { next: '' }, ...others] = extended.filter((one) => !('code' in one));
    expect(others).toEqual([]);
    expect(await sign(sad, 'c')).toBe('sad.invalid');
    expect(await sign(next, 'b', 'c')).toBe(2);
    expect(await sign(next, 'd')).toBe('sad.spent');
  });

  it('are answered a repeated attempt, with the SAD of then, after another took its place', async () => {
    const sad = await counted(2);
    const first = request(sad, 'a');
    const { signatures } = await site.callers.ask('gateway', signHash, first);
    const { next } = await extend(sad);
    expect(await site.callers.ask('gateway', signHash, first)).toEqual({ signatures });
    expect(await sign(next, 'b')).toBe(1);
  });

  it('send nobody a link where the policy has none, and redeem nothing that was not one', async () => {
    const { callers } = site;
    const asked = callers.ask('gateway', authorise, { ...about(), documents: [], numSignatures: 1, authData: [] });
    expect(await asked.then(() => 'asked', codeOf)).toBe('evidence.missing');
    const opened = await callers.ask('identity', openActivation, { ...about(), documents: [], numSignatures: 1 });
    await callers.approve(opened);
    const redeemed = callers.ask('gateway', redeemActivation, { activationId: opened.activationId, clientId: callers.clientId });
    expect(await redeemed.then(() => 'redeemed', codeOf)).toBe('activation.unknown');
    expect(await callers.ask('identity', issueSad, { activationId: opened.activationId, clientId: callers.clientId })).toHaveProperty('sad');
  });
});

const codeOf = (error: unknown): string => (error instanceof ServiceError ? error.code : String(error));
