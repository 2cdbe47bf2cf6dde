import { compare, openApprovalPage, type Expectation, type ShownRequest } from './approval-page.ts';
import { readForms, readLinks } from './form.ts';
import { describe, expectPage, signIn, type Person } from './login.ts';
import { Tab, type Arrival, type LoadedPage } from './tab.ts';

export type { Person } from './login.ts';

/** What the robot may be told besides the address and the person. */
export interface ApproveOptions {
  /** Refuse on the approval page instead of going on. */
  readonly refuse?: boolean;
  /** Approve only if exactly this is shown. */
  readonly expect?: Expectation;
  /** Looks at what the approval page shows, before the decision. */
  readonly onShown?: (shown: ShownRequest) => void;
  /** A tab with a history, for a person who is already signed in somewhere; otherwise a fresh one. */
  readonly tab?: Tab;
}

/**
 * Plays the signer from the authorisation request to the client's redirect address, which is answered and not loaded.
 * On the approval page it runs the page's own code: a statement that the page would not show is not approved here.
 * A request that needs only a login is walked too.
 */
export async function approve(authorizeUrl: string | URL, person: Person, options: ApproveOptions = {}): Promise<URL> {
  const identity = new URL(authorizeUrl).origin;
  const tab = options.tab ?? signerTab(identity);
  let arrival = await tab.open(authorizeUrl);
  if (arrival.kind === 'page' && isApproval(arrival.url)) {
    const decision = await decide(tab, arrival, options);
    if (new URL(decision).origin !== identity) throw new Error(`the approval page leads to ${new URL(decision).origin}, not to ${identity}`);
    arrival = await tab.open(decision);
  } else if (arrival.kind === 'page' && arrival.status === 200 && arrival.url.origin === identity) {
    arrival = await agreeToSignIn(tab, arrival, options.refuse ?? false);
  }
  if (arrival.kind === 'page' && isProvider(arrival.url)) arrival = await signIn(tab, arrival, person);
  return finalAddress(arrival);
}

/** The approval page: answers where the decision leads. */
async function decide(tab: Tab, { url }: LoadedPage, options: ApproveOptions): Promise<string> {
  const shown = await openApprovalPage(tab, url);
  options.onShown?.(shown);
  if (options.expect) compare(shown, options.expect);
  return options.refuse ? shown.refuse : shown.proceed;
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

/** Plays the signer who accepts the terms of an enrolment and proves who they are. */
export async function enrol(enrolmentUrl: string | URL, person: Person, options: Pick<ApproveOptions, 'tab'> = {}): Promise<void> {
  const identity = new URL(enrolmentUrl).origin;
  const tab = options.tab ?? signerTab(identity);
  const page = expectPage(await tab.open(enrolmentUrl), 'the enrolment page');
  const form = readForms(page.html).find(({ controls }) => controls.some(({ name }) => name === 'accept'));
  if (page.status !== 200 || !form) throw new Error(`expected the enrolment page with its terms, got ${describe(page)}`);
  const accept = form.controls.find(({ name }) => name === 'accept')?.value ?? '';
  let end = await tab.submit(page, form, { accept });
  // A provider that asks nobody has already sent the browser back.
  if (end.url.origin !== identity) end = await signIn(tab, end, person);
  if (end.kind !== 'page' || end.status !== 200 || end.url.origin !== identity) throw new Error(`the enrolment was not completed: ${describe(end)}`);
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
