/** What an auditor can prove without taking our word: an event under a head that the SAM signed, and each head an extension of the one before. */
import { describe, expect, it } from '@jest/globals';
import { fromBase64Url, leafHash } from '@paraph/kernel';
import { isConsistent, isIncluded } from '@paraph/merkle';
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Application, digestOf } from './harness/application.ts';
import { send } from './harness/answer.ts';
import { logEnd } from './harness/audit-log.ts';
import { auditorToken, credentialOf, ECDSA_SHA256, origin, person, state } from './harness/stack.ts';

interface Head {
  readonly size: number;
  readonly root: string;
  readonly head: string;
}
interface Inclusion {
  readonly position: number;
  readonly leaf: string;
  readonly path: string[];
  readonly head: Head;
}

const ask = async (path: string) => send(`${origin('audit')}/audit/v1/${path}`, { headers: { authorization: `Bearer ${auditorToken()}` } });
const bytes = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array();
const tree = ({ size, root }: Head) => ({ size, root: bytes(root) });

/** Whether the SAM's published key signed this head over exactly this size and root. */
function isSigned({ size, root, head }: Head): boolean {
  const key = JSON.parse(readFileSync(join(state, 'public', 'tree-head.jwk.json'), 'utf8')) as JsonWebKey;
  const [header = '', payload = '', signature = ''] = head.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<Head> & { log: string };
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const isGenuine = verify('sha256', Buffer.from(`${header}.${payload}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  return isGenuine && said.size === size && said.root === root && said.log === 'audit';
}

async function signedAndLogged(text: string): Promise<number> {
  const application = new Application();
  const [credentialID, hash, after] = [credentialOf('alice', 'p256'), digestOf(text), await logEnd()];
  const token = await application.authorise({ credentialId: credentialID, hashes: [hash] }, person('alice'));
  expect((await application.sign(token, { credentialID, hashes: [hash], signAlgo: ECDSA_SHA256 })).status).toBe(200);
  for (let tries = 0; tries < 60; tries += 1) {
    const { json } = await ask(`events?type=signature-made&particular=${credentialID}&after=${after}`);
    const [event] = json?.['events'] as { position: number }[];
    if (event) return event.position;
    await sleep(250);
  }
  throw new Error('the signature was not logged');
}

async function inclusionOf(position: number): Promise<Inclusion> {
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await ask(`proofs/inclusion?position=${position}`);
    if (answer.status === 200) return answer.json as unknown as Inclusion;
    await sleep(250);
  }
  throw new Error('no head came over the event');
}

describe('a signature’s event', () => {
  it('is proven to stand under a head that the SAM signed, and that head is extended by the next', async () => {
    const first = await inclusionOf(await signedAndLogged('proven'));
    const placed = { position: first.position, leafHash: leafHash(first.leaf) };
    expect(isSigned(first.head)).toBe(true);
    expect(isIncluded(placed, tree(first.head), first.path.map(bytes))).toBe(true);
    // Another text in its place is not.
    expect(isIncluded({ ...placed, leafHash: leafHash(first.leaf.replace('signature-made', 'signature-Made')) }, tree(first.head), first.path.map(bytes))).toBe(
      false,
    );

    const second = await inclusionOf(await signedAndLogged('proven after it'));
    expect(second.head.size).toBeGreaterThan(first.head.size);
    expect(isSigned(second.head)).toBe(true);
    const { json } = await ask(`proofs/consistency?from=${first.head.size}&to=${second.head.size}`);
    const path = (json?.['path'] as string[]).map(bytes);
    expect(isConsistent(tree(first.head), tree(second.head), path)).toBe(true);
    expect(isConsistent({ ...tree(first.head), root: tree(second.head).root }, tree(second.head), path)).toBe(false);
  }, 60_000);

  it('leaves no head after head when nothing happens', async () => {
    const sizes = async (): Promise<number> => (((await ask('heads?limit=500')).json?.['heads'] as Head[]) ?? []).length;
    await sleep(3_000);
    const [before] = [await sizes()];
    await sleep(4_000);
    // One for the question before, which is an event too.
    expect((await sizes()) - before).toBeLessThanOrEqual(2);
  }, 30_000);
});
