import { join } from 'node:path';
import { sandboxApprovers } from '../../tools/sandbox/authenticator/approvers.ts';
import { decideOn } from '../../tools/sandbox/signer/robot.ts';
import { origin, state } from './stack.ts';

/** How many of the sandbox's three approvers it takes. */
const THRESHOLD = 2;

/** Has so many approvers say yes on the approval page, behind the first ones. */
export async function decide(approvalUrl: unknown, count = THRESHOLD, after = 0): Promise<void> {
  const approvers = sandboxApprovers(join(state, 'sandbox'), origin('approval'));
  for (const { passkey } of approvers.slice(after, after + count))
    await decideOn(String(approvalUrl), origin('identity'), { login: '', password: '', passkey });
}
