/** A credential goes on: certified again with the key it has, or replaced by one with a key of its own. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { enrol } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import type { Answer } from './harness/answer.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { enrolSigner, management } from './harness/enrolment.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { ECDSA_SHA256, origin, person } from './harness/stack.ts';

const application = new Application();
const bob = person('bob');
let credentialId: string;

beforeAll(async () => {
  ({ credentialId } = await enrolSigner({ name: 'Bob, who goes on', algorithm: 'p256', provider: origin('idp'), person: bob }));
}, 60_000);

const info = async (credentialID: string): Promise<Answer> =>
  application.csc('credentials/info', { credentialID, certificates: 'single' }, await application.serviceToken());
const certificateOf = async (credentialID: string): Promise<string> =>
  ((await info(credentialID)).json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
const read = (certificate: string): X509Certificate => new X509Certificate(Buffer.from(certificate, 'base64'));
const authorise = (credentialID: string, hash: string): Promise<string> => application.authorise({ credentialId: credentialID, hashes: [hash] }, bob);
const sign = (token: string, credentialID: string, hash: string): Promise<Answer> =>
  application.sign(token, { credentialID, hashes: [hash], signAlgo: ECDSA_SHA256 });
/** The SAM ends the old key at once; the record that is shown follows it. */
async function untilUnknown(credentialID: string): Promise<void> {
  for (let attempt = 0; (await info(credentialID)).status !== 400; attempt += 1) {
    if (attempt === 40) throw new Error('what was replaced is shown still');
    await sleep(250);
  }
}
const signatureIn = (answer: Answer): string => (answer.json?.['signatures'] as string[])[0] ?? '';

describe('a credential that is renewed', () => {
  it('signs until its signer has accepted, and with the same key under the new certificate afterwards', async () => {
    const hash = digestOf('before and after');
    const before = await certificateOf(credentialId);
    const { enrolmentUrl } = await management().renewCredential(credentialId, 'renewal');
    const meanwhile = await sign(await authorise(credentialId, hash), credentialId, hash);
    expect(opensslAccepts(before, hash, signatureIn(meanwhile))).toBe(true);

    const after = await logEnd();
    await enrol(enrolmentUrl, bob);
    await untilEvent({ after, source: 'key-lifecycle', type: 'credential-renewed', particular: credentialId });
    const renewed = await certificateOf(credentialId);
    expect([read(renewed).serialNumber === read(before).serialNumber, read(renewed).subject]).toEqual([false, read(before).subject]);
    expect(read(renewed).publicKey.equals(read(before).publicKey)).toBe(true);
    const signed = await sign(await authorise(credentialId, hash), credentialId, hash);
    expect(opensslAccepts(renewed, hash, signatureIn(signed))).toBe(true);
  });

  it('is accepted by its own signer and by nobody else', async () => {
    const before = await certificateOf(credentialId);
    const { enrolmentUrl } = await management().renewCredential(credentialId, 'renewal');
    await expect(enrol(enrolmentUrl, person('alice'))).rejects.toThrow('the enrolment was not completed');
    expect(await certificateOf(credentialId)).toBe(before);
  });
});

describe('a credential that is replaced by one with a new key', () => {
  it('signs until the new one does, and what was authorised with it is over', async () => {
    const hash = digestOf('with whichever key');
    const held = await authorise(credentialId, hash);
    const { credentialId: successor, enrolmentUrl } = await management().renewCredential(credentialId, 'rekey');
    const before = await certificateOf(credentialId);
    expect((await info(successor)).status).toBe(400);

    const after = await logEnd();
    await enrol(enrolmentUrl, bob);
    await untilEvent({ after, source: 'sam', type: 'key-destroyed', particular: credentialId });
    const refused = await sign(held, credentialId, hash);
    expect([refused.status >= 400 && refused.status < 500, refused.json?.['signatures']]).toEqual([true, undefined]);
    const signed = await sign(await authorise(successor, hash), successor, hash);
    const certificate = await certificateOf(successor);
    expect(opensslAccepts(certificate, hash, signatureIn(signed))).toBe(true);
    expect(read(certificate).publicKey.equals(read(before).publicKey)).toBe(false);
    await untilUnknown(credentialId);
  });
});
