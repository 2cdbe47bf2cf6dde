import { nextAct, type Act } from './acts.ts';
import { compare, openApprovalPage, type Expectation, type ShownRequest } from './approval-page.ts';
import { readLinks } from './form.ts';
import { describe, signIn } from './login.ts';
import type { SigningPerson } from './means.ts';
import { Tab, type Arrival, type LoadedPage } from './tab.ts';

export type { Person } from './login.ts';
export type { SigningPerson } from './means.ts';

/** Most visits of the approval page in one authorisation: each means takes one, a code two. */
const MOST_VISITS = 8;

/** What the robot may be told besides the address and the person. */
export interface ApproveOptions {
  /** Refuse on the approval page instead of going on. */
  readonly refuse?: boolean;
  /** Approve only if exactly this is shown. */
  readonly expect?: Expectation;
  /** Looks at what the approval page shows, before the decision. */
  readonly onShown?: (shown: ShownRequest) => void;
  /** Does something else than the person would, on a page that is shown; undefined lets the person go on. */
  readonly instead?: (shown: ShownRequest) => Promise<Act | undefined> | Act | undefined;
  /** A tab with a history, for a person who is already signed in somewhere; otherwise a fresh one. */
  readonly tab?: Tab;
}

/**
 * Plays the signer from the authorisation request to the client's redirect address, which is answered and not loaded.
 * On the approval page it runs the page's own code: a statement that the page would not show is not approved here.
 * A request that needs only a login is walked too.
 */
export async function approve(authorizeUrl: string | URL, person: SigningPerson, options: ApproveOptions = {}): Promise<URL> {
  const identity = new URL(authorizeUrl).origin;
  const tab = options.tab ?? signerTab(identity);
  let arrival = await tab.open(authorizeUrl);
  if (arrival.kind === 'page' && arrival.status === 200 && arrival.url.origin === identity)
    arrival = await agreeToSignIn(tab, arrival, options.refuse ?? false);
  return finalAddress(await walk(tab, { arrival, identity }, person, options));
}

/** Goes through approval page and provider as often as they come. */
async function walk(
  tab: Tab,
  { arrival: first, identity }: { arrival: Arrival; identity: string },
  person: SigningPerson,
  options: ApproveOptions,
): Promise<Arrival> {
  let arrival = first;
  for (let visits = 0; visits < MOST_VISITS && arrival.kind === 'page'; visits += 1) {
    if (isApproval(arrival.url)) arrival = await decide(tab, { page: arrival, identity }, person, options);
    else if (isProvider(arrival.url)) arrival = await signIn(tab, arrival, person);
    else break;
  }
  return arrival;
}

/** One visit of the approval page: looks, compares, and does what comes next. */
async function decide(tab: Tab, { page, identity }: { page: LoadedPage; identity: string }, person: SigningPerson, options: ApproveOptions): Promise<Arrival> {
  const shown = await openApprovalPage(tab, page.url);
  options.onShown?.(shown);
  if (options.expect) compare(shown, options.expect);
  if (new URL(shown.actAddress).origin !== identity) throw new Error(`the approval page leads to ${new URL(shown.actAddress).origin}, not to ${identity}`);
  if (options.refuse && shown.refuse !== undefined) return tab.open(shown.refuse);
  if (shown.hints.again !== undefined && !options.instead) throw new Error(`what was given was not accepted: ${shown.hints.again}`);
  const act = options.refuse ? { kind: 'refuse' } : ((await options.instead?.(shown)) ?? (await nextAct(shown, person)));
  return tab.post(shown.actAddress, { challenge: shown.verified.challenge, act: Buffer.from(JSON.stringify(act)).toString('base64url') });
}

/** Identity's own page before an ordinary login, which signs nothing: one link goes on, one refuses. */
function agreeToSignIn(tab: Tab, page: LoadedPage, refuse: boolean): Promise<Arrival> {
  const wanted = refuse ? /\/interaction\/[^/]+\/refuse$/ : /\/interaction\/[^/]+\/login$/;
  const target = readLinks(page.html)
    .map((link) => new URL(link, page.url))
    .find(({ pathname }) => wanted.test(pathname));
  if (!target) throw new Error(`expected the approval page or a sign-in, got ${describe(page)}`);
  return tab.open(target);
}

/** Plays the signer who accepts the terms of an enrolment, registers what is asked for, and proves who they are. */
export async function enrol(enrolmentUrl: string | URL, person: SigningPerson, options: Pick<ApproveOptions, 'tab' | 'onShown'> = {}): Promise<void> {
  const identity = new URL(enrolmentUrl).origin;
  const tab = options.tab ?? signerTab(identity);
  const arrival = await tab.open(enrolmentUrl);
  if (arrival.kind !== 'page' || !isApproval(arrival.url)) throw new Error(`expected the approval page with the terms, got ${describe(arrival)}`);
  const end = await walk(tab, { arrival, identity }, person, options);
  if (end.kind !== 'page' || end.status !== 200 || end.url.origin !== identity) throw new Error(`the enrolment was not completed: ${describe(end)}`);
}

/** Plays a person who was sent to the approval page for anything else: a change, a proposal. Answers the page it ends on. */
export async function decideOn(address: string | URL, identity: string, person: SigningPerson, options: ApproveOptions = {}): Promise<LoadedPage> {
  const tab = options.tab ?? signerTab(identity);
  const end = await walk(tab, { arrival: await tab.open(address), identity }, person, options);
  if (end.kind !== 'page') throw new Error(`expected a page that says what happened, got ${describe(end)}`);
  return end;
}

/** A tab that loads the pages a signer meets and stops at every other address. */
export function signerTab(identityOrigin: string): Tab {
  return new Tab((url) => url.origin === identityOrigin || isApproval(url) || isProvider(url));
}

function finalAddress(arrival: Arrival): URL {
  if (arrival.kind === 'outside') return arrival.url;
  throw new Error(`the authorisation did not return to the client: ${describe(arrival)}`);
}

function isApproval(url: URL): boolean {
  return url.hostname === 'approval.localhost';
}

function isProvider(url: URL): boolean {
  return url.hostname === 'idp.localhost';
}
