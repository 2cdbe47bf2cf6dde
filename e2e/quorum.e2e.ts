/** What takes several people: proposals before the quorum, approved with passkeys that the SAM verifies itself. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { sandboxApprovers } from '../tools/sandbox/authenticator/approvers.ts';
import type { Passkey } from '../tools/sandbox/signer/means.ts';
import { decideOn } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { enrolSigner, management } from './harness/enrolment.ts';
import { newPasskey, signer } from './harness/means.ts';
import { ECDSA_SHA256, origin, state } from './harness/stack.ts';

const application = new Application();
const alice = signer('alice');
const approvers = sandboxApprovers(join(state, 'sandbox'), origin('approval'));
let credentialId: string;

beforeAll(async () => {
  ({ credentialId } = await enrolSigner({ name: 'Alice to be suspended', algorithm: 'p256', provider: origin('idp'), person: alice }));
}, 60_000);

const approve = async (link: string, passkey: Passkey): Promise<string> => {
  const page = await decideOn(link, origin('identity'), { login: '', password: '', passkey });
  return page.html;
};
const sign = async (): Promise<number> => {
  const hash = digestOf(`quorum ${Math.random()}`);
  const token = await application.authorise({ credentialId, hashes: [hash] }, alice).catch((error: unknown) => String(error));
  return (await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 })).status;
};

describe('a suspended credential', () => {
  it('signs until one word stops it, and again after two of three approved', async () => {
    expect(await sign()).toBe(200);
    await management().act(`credentials/${credentialId}/suspension`, { reason: 'lost telephone' });
    expect(await sign()).not.toBe(200);

    const proposal = await management().act('proposals', { act: { act: 'resume-credential', credentialId } });
    const link = String(proposal['approvalUrl'] ?? proposal['link']);
    await approve(link, approvers[0]!.passkey);
    expect(await sign()).not.toBe(200);
    // The same person twice is one person; somebody with a passkey of their own is nobody.
    await expect(approve(link, approvers[0]!.passkey)).rejects.toThrow('proposal.state');
    await expect(approve(link, newPasskey())).rejects.toThrow('proposal.refused');
    expect(await sign()).not.toBe(200);
    await approve(link, approvers[1]!.passkey);
    expect(await sign()).toBe(200);
  });
});
