import type { AccountSession } from '../../domain/account/account-sessions.js';
import type { OwnCredentials } from '../../domain/account/own-credentials.js';
import type { ApprovalPage } from '../approval-page.js';
import { languageOf, queryText, type BrowserRequest } from '../browser.js';
import { credentialPage, suspendPage } from '../pages/account/credential-page.js';
import { stateOf } from '../pages/account/credential-facts.js';
import type { Said } from '../pages/account/messages.js';
import type { Page } from '../pages/page.js';
import type { AccountBrowser } from './account-browser.js';

const SIGN_OUT = '/account/sign-out';

/** Where the changes of a credential are asked for. */
export function changesOf(credentialId: string): string {
  return `/account/credentials/${credentialId}/changes`;
}

/** Where its renewal is asked for. */
export function renewalsOf(credentialId: string): string {
  return `/account/credentials/${credentialId}/renewals`;
}

/** Where its suspension is confirmed. */
export function suspensionOf(credentialId: string): string {
  return `/account/credentials/${credentialId}/suspend`;
}

/** Makes the pages of one credential, with the tokens of their forms. */
export class CredentialPages {
  constructor(
    private readonly credentials: OwnCredentials,
    private readonly browser: AccountBrowser,
    private readonly approval: ApprovalPage,
  ) {}

  /** @throws ServiceError credential.unknown */
  async credential(session: AccountSession, id: string, { request, said }: { readonly request: BrowserRequest; readonly said?: Said }): Promise<Page> {
    const own = await this.credentials.find(session, id);
    const activations = await this.credentials.signatures(own).catch(() => undefined);
    const ticket = (action: string) => ({ action, token: this.browser.token(session, action) });
    const view = {
      own,
      activations,
      changes: ticket(changesOf(id)),
      renewals: ticket(renewalsOf(id)),
      signOut: ticket(SIGN_OUT),
      approval: this.approval.origin,
    };
    // Of what an address may say, one word is known, and only where it is true.
    const told = said ?? (queryText(request, 'said') === 'suspended' && stateOf(own) === 'suspended' ? 'suspended' : undefined);
    return { ...credentialPage(languageOf(request), { ...view, said: told }), ...(said !== undefined && { status: said === 'busy' ? 503 : 409 }) };
  }

  /** @throws ServiceError credential.unknown */
  async suspension(session: AccountSession, id: string, request: BrowserRequest): Promise<Page> {
    const own = await this.credentials.find(session, id);
    const action = suspensionOf(id);
    return suspendPage(languageOf(request), own, { action, token: this.browser.token(session, action) });
  }
}
