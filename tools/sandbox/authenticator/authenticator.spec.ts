import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { quorum } from '@paraph/contracts';
import { fromBase64Url, sha256 } from '@paraph/kernel';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quorumFile, sandboxApprovers } from './approvers.ts';
import { KeptPasskey } from './kept-passkey.ts';

const origin = 'http://approval.localhost:4000';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-passkeys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const counterOf = (authenticatorData: string) => Buffer.from(fromBase64Url(authenticatorData) ?? []).readUInt32BE(33);

describe('a passkey in a file', () => {
  const open = (at = origin) => KeptPasskey.open(join(folder, 'p.json'), { origin: at });

  it('is the same at the next start, and counts on', () => {
    const first = open();
    const one = first.assert(sha256('1'));
    const again = open();
    expect([again.id, again.publicKey]).toEqual([first.id, first.publicKey]);
    expect(counterOf(again.assert(sha256('2')).authenticatorData)).toBe(counterOf(one.authenticatorData) + 1);
  });

  it('is another one for a page at another address', () => {
    expect(open('http://approval.localhost:5000').id).not.toBe(open().id);
  });

  it('is readable by its owner only', () => {
    open();
    expect(statSync(join(folder, 'p.json')).mode & 0o777).toBe(0o600);
  });
});

describe('the sandbox’s people', () => {
  it('are named in a file the SAM takes, and hold the passkeys of that file', () => {
    const read = quorum.parse(JSON.parse(readFileSync(quorumFile(folder, origin), 'utf8')));
    const people = sandboxApprovers(folder, origin);
    expect(read.threshold).toBe(2);
    expect(read.approvers).toEqual(
      people.map(({ approverId: id, name, duties, passkey }) => ({ id, name, duties, passkey: { id: passkey.id, publicKey: passkey.publicKey } })),
    );
    expect(read.approvers.filter(({ duties }) => duties.includes('approver'))).toHaveLength(3);
    expect(read.approvers.filter(({ duties }) => duties.includes('supervisor'))).toHaveLength(1);
  });

  it('are the same at every start', () => {
    const before = readFileSync(quorumFile(folder, origin), 'utf8');
    sandboxApprovers(folder, origin)[0]?.passkey.assert(sha256('x'));
    expect(readFileSync(quorumFile(folder, origin), 'utf8')).toBe(before);
  });
});
