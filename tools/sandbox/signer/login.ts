import { pageText, readForms } from './form.ts';
import type { Arrival, Tab } from './tab.ts';

/** A test person, with what they know. */
export interface Person {
  readonly name?: string;
  readonly login: string;
  readonly password: string;
}

/** Fills in the identity provider's login page, as the person would, and goes on from there. */
export async function signIn(tab: Tab, arrival: Arrival, person: Person): Promise<Arrival> {
  const page = expectPage(arrival, 'the login page of the identity provider');
  const form = readForms(page.html).find(({ controls }) => controls.some(({ type }) => type === 'password'));
  if (!form) throw new Error(`expected the login page of the identity provider, got ${describe(page)}`);
  const next = await tab.submit(page, form, { login: person.login, password: person.password });
  if (next.kind === 'page' && next.status === 401) throw new Error(`the identity provider refused the login of ${person.login}: ${pageText(next.html)}`);
  return next;
}

/** The arrival as a page, or an error that says where it went instead. */
export function expectPage(arrival: Arrival, expected: string): Extract<Arrival, { kind: 'page' }> {
  if (arrival.kind === 'page') return arrival;
  throw new Error(`expected ${expected}, was sent to ${describe(arrival)}`);
}

/** Where one is, in words, without the secrets that addresses carry. */
export function describe(arrival: Arrival): string {
  const address = `${arrival.url.origin}${arrival.url.pathname}`;
  if (arrival.kind === 'page') return `${arrival.status} at ${address}: "${pageText(arrival.html)}"`;
  const parameters = new URLSearchParams(arrival.url.search);
  const error = parameters.get('error');
  return error === null ? address : `${address} (${error}: ${parameters.get('error_description') ?? 'no description'})`;
}
