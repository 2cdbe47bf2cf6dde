import type { NextStep } from '../domain/carried/approval-visit.js';
import type { ApprovalPage } from './approval-page.js';
import type { BrowserCookies } from './browser-cookies.js';
import { leave, type BrowserReply } from './browser.js';
import { evidenceCookie } from './cookies.js';

/** Sends the browser where a step leads. */
export class NextStepSender {
  constructor(
    private readonly cookies: BrowserCookies,
    private readonly approval: ApprovalPage,
  ) {}

  /** @param held what the evidence cookie holds: what the browser comes back for */
  send(reply: BrowserReply, step: NextStep, held: string): void {
    if (step.kind === 'approval') return leave(reply, this.approval.address(step.visit));
    if (step.kind === 'provider') this.cookies.give(reply, evidenceCookie(step.reference), held);
    leave(reply, step.location);
  }
}
