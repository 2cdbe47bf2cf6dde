import type { Language } from '@paraph/kernel';
import type { NextStep } from '../domain/carried/approval-visit.js';
import type { ApprovalPage } from './approval-page.js';
import type { BrowserCookies } from './browser-cookies.js';
import { leave, type BrowserReply } from './browser.js';
import { evidenceCookie } from './cookies.js';
import type { EvidenceHeld } from './evidence-held.js';

/** Sends the browser where a step leads. */
export class NextStepSender {
  constructor(
    private readonly cookies: BrowserCookies,
    private readonly approval: ApprovalPage,
  ) {}

  /** @param held what the browser comes back from the provider for; nothing where no step leads there */
  send(reply: BrowserReply, step: NextStep, held: EvidenceHeld | undefined): void {
    if (step.kind === 'approval') return leave(reply, this.approval.address(step.visit));
    if (step.kind === 'provider') {
      if (held === undefined) throw new Error('a way to the provider and none back');
      this.cookies.give(reply, evidenceCookie(step.reference), JSON.stringify(held));
    }
    leave(reply, step.location);
  }
}

/** The same step, in the language the browser began with. */
export function withLanguage(step: NextStep, lang: Language | undefined): NextStep {
  return step.kind === 'approval' ? { ...step, visit: { ...step.visit, lang } } : step;
}
