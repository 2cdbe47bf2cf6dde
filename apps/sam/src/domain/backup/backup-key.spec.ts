import { beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, createPublicKey, diffieHellman } from 'node:crypto';
import { FakeToken } from '../../../test/fake-token.js';
import { ephemeral } from '../../../test/token-agreement.suite.js';
import { backupInfo, type BackupRecipient } from './backup-recipient.js';
import { MakeBackupRecipient } from './make-recipient.js';
import { OpenBackupKey } from './open-backup-key.js';

let token: FakeToken;
let recipient: BackupRecipient;
const peer = ephemeral();
beforeEach(async () => {
  token = new FakeToken();
  recipient = await new MakeBackupRecipient(token).run();
});

const open = (change: Partial<BackupRecipient> = {}, by = token) =>
  new OpenBackupKey(by).run({ recipient: { ...recipient, ...change }, ephemeral: peer.point });

describe('the key of a backup', () => {
  it('is what whoever encrypts comes to with the public key alone', async () => {
    const publicKey = createPublicKey({ key: Buffer.from(recipient.publicKey, 'base64'), format: 'der', type: 'spki' });
    const secret = diffieHellman({ privateKey: peer.privateKey, publicKey });
    const hash = createHash('sha256')
      .update(Buffer.of(0, 0, 0, 1))
      .update(secret)
      .update(backupInfo(recipient.keyId, peer.point));
    expect(Buffer.from(await open())).toEqual(hash.digest());
  });

  it('is another one for each backup', async () => {
    const other = await new OpenBackupKey(token).run({ recipient, ephemeral: ephemeral().point });
    expect(Buffer.from(await open()).equals(Buffer.from(other))).toBe(false);
  });

  it.each<[string, Partial<BackupRecipient>]>([
    ['another key', { keyId: 'key_AAAAAAAAAAAAAAAAAAAAAA' }],
    ['another public key', { publicKey: 'AAAA' }],
    ['another blob', { blob: 'AAAA' }],
    ['no blob', { blob: 'not base64!' }],
    ['another kind of token', { tokenFamily: 'elsewhere' }],
    ['another generation', { kekGeneration: 2 }],
    ['another MAC', { mac: Buffer.alloc(32).toString('base64') }],
  ])('is not asked of the token for a recipient with %s', async (_what, change) => {
    const before = token.counters;
    await expect(open(change)).rejects.toMatchObject({ code: 'record.tampered' });
    expect([token.counters.agreeCalls, token.counters.unwrapCalls]).toEqual([before.agreeCalls, before.unwrapCalls]);
    await expect(open()).resolves.toHaveLength(32);
  });

  it('is not had from another token', async () => {
    await expect(open({}, new FakeToken())).rejects.toMatchObject({ code: 'record.tampered' });
  });
});
