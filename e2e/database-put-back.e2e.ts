/** Whoever runs the SAM's database puts it back to some seconds ago, under the running SAM and then together with its token. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseCopy } from '../tools/chaos/database-copy.ts';
import { sandboxApprovers } from '../tools/sandbox/authenticator/approvers.ts';
import { decideOn } from '../tools/sandbox/signer/robot.ts';
import type { Answer } from './harness/answer.ts';
import { Application, digestOf } from './harness/application.ts';
import { events } from './harness/audit-log.ts';
import { management } from './harness/enrolment.ts';
import { copyOfTheSam } from './harness/put-back.ts';
import { credentialOf, ECDSA_SHA256, origin, person, running, state } from './harness/stack.ts';

const application = new Application();
const alice = person('alice');
const credentialId = credentialOf('alice', 'p256');
const approvers = sandboxApprovers(join(state, 'sandbox'), origin('approval'));

const sign = (token: string, hash: string): Promise<Answer> => application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 });
/** Authorises and signs a fresh hash; the status, or what became of the authorisation. */
async function signAnew(): Promise<string> {
  const hash = digestOf(`put back ${Math.random()}`);
  try {
    return String((await sign(await application.authorise({ credentialId, hashes: [hash] }, alice), hash)).status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    if (await isSo()) return;
    await sleep(500);
  }
  throw new Error(`never came to be: ${what}`);
}
const made = async (): Promise<number> => (await events({ source: 'sam', type: 'signature-made' })).length;

describe('a database of the SAM that is put back to some seconds ago', () => {
  const hash = digestOf('signed before the database was put back');
  let token: string;
  let copy: DatabaseCopy;
  let before: number;

  beforeAll(async () => {
    token = await application.authorise({ credentialId, hashes: [hash] }, alice);
    copy = await copyOfTheSam();
    expect((await sign(token, hash)).status).toBe(200);
    // Until audit was told how far the journal is.
    await sleep(7_000);
    before = await made();
  }, 60_000);

  afterAll(() => copy.remove());

  it('gets nothing signed twice by the SAM that runs, which then signs nothing at all', async () => {
    await copy.putDatabaseBack();
    expect((await sign(token, hash)).status).not.toBe(200);
    // Whatever is committed next, or the timer, finds it.
    await until(async () => (await events({ source: 'sam', type: 'journal-closed' })).length > 0, 'the alarm in the log');
    expect(await signAnew()).not.toBe('200');
    expect(await made()).toBe(before);
  }, 60_000);

  it('gets nothing signed by a SAM that starts, with the token put back as well: audit knows more', async () => {
    const old = running().services['sam']?.pid;
    if (!old) throw new Error('the SAM is not running');
    copy.putTokenBack();
    process.kill(old, 'SIGKILL');
    await until(async () => ![undefined, old].includes(running().services['sam']?.pid), 'a SAM that runs again');
    for (let times = 0; times < 6; times += 1) {
      expect((await sign(token, hash)).status).not.toBe(200);
      expect(await signAnew()).not.toBe('200');
      await sleep(1_000);
    }
    expect(await made()).toBe(before);
  }, 60_000);

  it('is gone on from when two of three people decided so, and what was open before is burned', async () => {
    const act = { act: 'reopen-journal', reason: 'The test has put the database back on purpose.' };
    const proposal = await management().act('proposals', { act });
    const link = String(proposal['approvalUrl'] ?? proposal['link']);
    for (const { passkey } of approvers.slice(0, 2)) await decideOn(link, origin('identity'), { login: '', password: '', passkey });
    await until(async () => (await signAnew()) === '200', 'that signatures are made again');
    expect((await sign(token, hash)).status).not.toBe(200);
    const raised = await events({ source: 'sam', type: 'journal-epoch-raised' });
    expect(raised.at(-1)?.particulars).toMatchObject({ reason: act.reason });
  }, 60_000);
});
