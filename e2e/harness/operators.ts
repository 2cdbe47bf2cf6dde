import type { TrustRole } from '@paraph/contracts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { sandboxApprovers } from '../../tools/sandbox/authenticator/approvers.ts';
import { decideOn } from '../../tools/sandbox/signer/robot.ts';
import { management } from './enrolment.ts';
import { origin, state } from './stack.ts';

const KIND = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;

/** An authenticator in one tab, which verifies its person. A tab has one of its own: whoever opens another one brings it there. */
export class OperatorAuthenticator {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, authenticatorId: string) {
    this.#session = session;
    this.#id = authenticatorId;
  }

  static async plugInto(page: Page): Promise<OperatorAuthenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: KIND });
    return new OperatorAuthenticator(session, authenticatorId);
  }

  /** The same passkeys in another tab. */
  async bringTo(page: Page): Promise<void> {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#id });
    const other = await OperatorAuthenticator.plugInto(page);
    for (const credential of credentials) await other.#session.send('WebAuthn.addCredential', { authenticatorId: other.#id, credential });
  }
}

export interface Operator {
  readonly operatorId: string;
  readonly authenticator: OperatorAuthenticator;
}

/** A person who was invited, made the passkey of their account in this tab, and was given a role by the quorum. */
export async function anOperator(page: Page, name: string, role: TrustRole): Promise<Operator> {
  page.setDefaultTimeout(10_000);
  const authenticator = await OperatorAuthenticator.plugInto(page);
  const account = { issuer: origin('idp'), subject: `operator-${randomUUID()}` };
  const { operatorId, invitationUrl } = await management().act('operators', { name, account });
  await page.goto(String(invitationUrl));
  await page.getByRole('button', { name: 'Make the passkey' }).click();
  await page.getByText('The passkey is made.').waitFor();

  const act = { act: 'grant-role', operatorId, operatorName: name, role };
  const { proposalId, approvalUrl } = await management().act('proposals', { act });
  for (const { passkey } of sandboxApprovers(join(state, 'sandbox'), origin('approval')).slice(0, 2))
    await decideOn(String(approvalUrl), origin('identity'), { login: '', password: '', passkey });
  await management().act('roles', { proposalId });
  return { operatorId: String(operatorId), authenticator };
}
