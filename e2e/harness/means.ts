import { SoftwareAuthenticator } from '@paraph/testing';
import type { SigningPerson } from '../../tools/sandbox/signer/robot.ts';
import { noteSecret } from './secrets-seen.ts';
import { origin, person } from './stack.ts';

/** A new passkey for the stack's approval page. */
export function newPasskey(): SoftwareAuthenticator {
  return SoftwareAuthenticator.make({ origin: origin('approval') });
}

/** A test person with means beside the account at the provider. */
export function signer(login: string, means: Partial<SigningPerson> = {}): SigningPerson {
  return { ...person(login), ...means };
}

interface Shown {
  readonly id?: string;
  readonly text: string;
}

/** What the sandbox's phone shows for a number, newest first. */
export async function messagesTo(number: string): Promise<readonly Shown[]> {
  const address = new URL('/phone/messages', origin('start'));
  address.searchParams.set('to', number);
  const body = (await (await fetch(address)).json()) as { readonly messages: readonly Shown[] };
  return body.messages;
}

/** Reads codes of this number as its owner does: each message once, waiting for one that is on its way. */
export function codeReader(number: string): () => Promise<string> {
  let seen = 0;
  return async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      const messages = await messagesTo(number);
      const code = /\b(\d{6})\b/.exec(messages[0]?.text ?? '')?.[1];
      if (messages.length > seen && code !== undefined) {
        seen = messages.length;
        noteSecret(code);
        return code;
      }
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`no new code for ${number}`);
  };
}
