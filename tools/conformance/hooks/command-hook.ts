import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { CredentialName } from '../fixtures.ts';
import type { Decision, Ended, Hook, Visit } from './hook.ts';

const ended = z.object({ redirect: z.url(), shown: z.object({ text: z.string(), lang: z.string().optional() }).optional() });
const otp = z.object({ otp: z.string().min(1) });

/** Asks a program: one JSON object on its standard input, one on its standard output. */
export class CommandHook implements Hook {
  readonly #command: readonly string[];

  constructor(command: readonly string[]) {
    this.#command = command;
  }

  async authorise(visit: Visit): Promise<Ended> {
    const { redirect, shown } = ended.parse(await this.#ask({ act: 'authorise', ...visit }));
    const { text: words = '', lang } = shown ?? {};
    return { redirect: new URL(redirect), ...(shown ? { shown: { text: words, ...(lang === undefined ? {} : { lang }) } } : {}) };
  }

  async readOtp(credential: CredentialName): Promise<string> {
    return otp.parse(await this.#ask({ act: 'read-otp', credential })).otp;
  }

  async answerLink(credential: CredentialName, decision: Decision): Promise<void> {
    await this.#ask({ act: 'answer-link', credential, decision });
  }

  async #ask(question: object): Promise<unknown> {
    const [program = '', ...words] = this.#command;
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(`${JSON.stringify(question)}\n`);
    const [answer] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (child.exitCode !== 0) throw new Error(`the hook ${program} ended with ${String(child.exitCode)}`);
    return JSON.parse(answer.trim() === '' ? '{}' : answer) as unknown;
  }
}
