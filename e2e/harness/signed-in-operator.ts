import { fromBase64Url } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import { join } from 'node:path';
import { sandboxApprovers } from '../../tools/sandbox/authenticator/approvers.ts';
import { decideOn } from '../../tools/sandbox/signer/robot.ts';
import { send } from './answer.ts';
import { management } from './enrolment.ts';
import { noteSecret } from './secrets-seen.ts';
import { origin, state } from './stack.ts';

/** An operator with a role, who signed in at audit without a browser. */
export interface SignedInOperator {
  readonly operatorId: string;
  /** Sent as Bearer. */
  readonly token: string;
}

const bytes = (text: unknown): Uint8Array => fromBase64Url(String(text)) ?? new Uint8Array();

async function post(address: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await send(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.status >= 300 || answer.json === undefined) throw new Error(`${address} answered ${answer.status} ${answer.text}`);
  return answer.json;
}

/** Opens the account of a person, who makes a passkey; two of three give the role; and the person signs in to audit with the passkey. */
export async function signedInOperator(name: string, role: string): Promise<SignedInOperator> {
  const api = `${origin('management')}/management/v1`;
  // Passkeys know the page of management's own host.
  const passkey = SoftwareAuthenticator.make({ origin: `http://management.localhost:${new URL(origin('management')).port}` });

  // 1. The account, and its passkey.
  const account = { issuer: origin('idp'), subject: `operator-${name.toLowerCase().replaceAll(' ', '-')}-${Date.now().toString(36)}` };
  const { operatorId, invitationUrl } = await management().act('operators', { name, account });
  const invitation = new URL(String(invitationUrl)).hash.slice(1);
  noteSecret(invitation);
  const { challenge } = await post(`${api}/invitations`, { invitation });
  await post(`${api}/invitations/passkey`, { invitation, registration: passkey.register(bytes(challenge)) });

  // 2. The role, by the quorum.
  const act = { act: 'grant-role', operatorId, operatorName: name, role };
  const { proposalId, approvalUrl } = await management().act('proposals', { act });
  for (const approver of sandboxApprovers(join(state, 'sandbox'), origin('approval')).slice(0, 2))
    await decideOn(String(approvalUrl), origin('identity'), { login: '', password: '', passkey: approver.passkey });
  await management().act('roles', { proposalId });

  // 3. The session.
  const begun = await post(`${origin('audit')}/audit/v1/sign-ins`, {});
  noteSecret(String(begun['deviceSecret']));
  const code = encodeURIComponent(String(begun['code']));
  const waiting = await send(`${api}/sign-ins/${code}`);
  await post(`${api}/sign-ins/${code}/approval`, { assertion: passkey.assert(bytes(waiting.json?.['challenge'])) });
  const { token } = await post(`${origin('audit')}/audit/v1/sign-ins/session`, { deviceSecret: begun['deviceSecret'] });
  noteSecret(String(token));
  return { operatorId: String(operatorId), token: String(token) };
}
