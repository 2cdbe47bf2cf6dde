import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { approve, decideOn, type SigningPerson } from '../../sandbox/signer/robot.ts';
import type { ShownRequest } from '../../sandbox/signer/approval-page.ts';
import type { CredentialName, UserName } from '../fixtures.ts';
import type { Decision, Ended, Hook, Visit } from './hook.ts';

/** What the sandbox's pages and phone are found by. */
export interface SandboxPlaces {
  readonly identity: string;
  /** The sandbox's own pages, the phone among them. */
  readonly sandbox: string;
}

const messages = z.object({ messages: z.array(z.object({ number: z.number(), text: z.string() })) });

/** The robot signer and the phone of the sandbox. */
export class SandboxHook implements Hook {
  readonly #people: Readonly<Record<UserName, SigningPerson>>;
  readonly #places: SandboxPlaces;
  /** Messages that were there before, and those that were read: each is answered once. */
  #oldest = 0;
  readonly #read = new Set<number>();

  constructor(people: Readonly<Record<UserName, SigningPerson>>, places: SandboxPlaces) {
    this.#people = people;
    this.#places = places;
  }

  /** Messages that are on the phone already belong to nobody here. */
  async start(): Promise<void> {
    const [newest] = await this.#messages();
    this.#oldest = newest?.number ?? 0;
  }

  async authorise({ user, url, decision }: Visit): Promise<Ended> {
    let shown: ShownRequest | undefined;
    const onShown = (request: ShownRequest): void => void (shown ??= request);
    const redirect = await approve(url, this.#people[user], { refuse: decision === 'deny', onShown });
    if (!shown) return { redirect };
    const { lang } = shown.hints;
    const text = JSON.stringify([shown.view, shown.verified]);
    return { redirect, shown: { text, ...(lang === undefined ? {} : { lang }) } };
  }

  readOtp(_credential: CredentialName): Promise<string> {
    return this.#next(/\b(\d{6})\b/);
  }

  async answerLink(_credential: CredentialName, decision: Decision): Promise<void> {
    const link = await this.#next(/(https?:\/\/\S+\/activation\/[\w-]+)/);
    await decideOn(link, this.#places.identity, this.#people.U1, { refuse: decision === 'deny' });
  }

  /** What a new message carries; waits for one that is on its way. */
  async #next(wanted: RegExp): Promise<string> {
    for (let tries = 0; tries < 150; tries += 1) {
      for (const { number, text } of [...(await this.#messages())].reverse()) {
        const found = wanted.exec(text)?.[1];
        if (number <= this.#oldest || this.#read.has(number) || found === undefined) continue;
        this.#read.add(number);
        return found;
      }
      await sleep(100);
    }
    throw new Error(`no message with ${String(wanted)} came`);
  }

  async #messages() {
    return messages.parse(await (await fetch(new URL('/phone/messages', this.#places.sandbox))).json()).messages;
  }
}
