import { managementEndpoints } from '@paraph/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ended, exits } from './exit.ts';
import { ManagementApi } from './management-api.ts';
import { keepSession } from './session.ts';
import type { Terminal } from './run.ts';

const nothing = { place: {}, query: {}, body: {} };

/** Leads an operator to the page where a passkey opens the session (RFC 8628), waits for it, and keeps the token. */
export async function login({ say, env }: Pick<Terminal, 'say' | 'env'>, origin: string): Promise<void> {
  const api = new ManagementApi(origin, undefined);
  const begun = managementEndpoints.beginSignIn.answer.parse(await api.ask('beginSignIn', nothing));
  say(`Open ${begun.signInUrl}\nand compare the code: ${begun.code}`);
  while (Date.now() < Date.parse(begun.expiresAt)) {
    const asked = { ...nothing, body: { deviceSecret: begun.deviceSecret } };
    const answer = managementEndpoints.redeemSignIn.answer.parse(await api.ask('redeemSignIn', asked));
    if (answer.state === 'open') {
      keepSession(env, { origin, token: answer.token });
      return say(`signed in as ${answer.name}, until ${answer.expiresAt} at the latest`);
    }
    await sleep(1_000);
  }
  throw new Ended(exits.refused, 'nobody has opened the session in time: begin again');
}
