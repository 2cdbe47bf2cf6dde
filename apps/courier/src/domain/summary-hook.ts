import { ServiceError } from '@paraph/contracts';
import type { Clock, Secret } from '@paraph/kernel';
import { createHmac } from 'node:crypto';
import { NotAnnounced, type CallBack } from './call-back.js';

/** What the settings say of the web hook. */
export interface HookSettings {
  readonly hook: URL | undefined;
  readonly secret: Secret | undefined;
}

/** Whoever else reads summaries by a program of theirs. It knows by a secret both have that they are courier's. */
export class SummaryHook {
  constructor(
    private readonly settings: HookSettings,
    private readonly callBack: CallBack,
  ) {}

  /**
   * Posts a text with `paraph-signature: t=<seconds>,v1=<HMAC-SHA-256 over seconds, a dot and the text, hexadecimal>`: one that is sent again later by
   * somebody else is too old.
   *
   * @throws `message.undeliverable`
   */
  async post(body: string, clock: Clock): Promise<void> {
    const { hook, secret } = this.settings;
    if (!hook || !secret) throw new ServiceError('message.undeliverable', 'no web hook is set, or no secret for it');
    const seconds = Math.floor(clock.now().getTime() / 1_000);
    const mac = createHmac('sha256', secret.reveal()).update(`${seconds}.${body}`).digest('hex');
    try {
      await this.callBack.post(hook, body, { 'paraph-signature': `t=${seconds},v1=${mac}` });
    } catch (error) {
      if (error instanceof NotAnnounced) throw new ServiceError('message.undeliverable', 'the web hook did not take the summary', { cause: error });
      throw error;
    }
  }
}
