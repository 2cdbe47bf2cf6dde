// What a page shows of how it goes; its words stand in the page.

export const place = (id) => document.getElementById(id);

export function tell(outcome) {
  place('status').textContent = place('status').dataset[outcome];
}

/** What the API answers, or the outcome to tell. */
export async function ask(method, path, body) {
  const response = await fetch(`/management/v1/${path}`, {
    method,
    credentials: 'omit',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => undefined);
  if (response === undefined || response.status >= 500 || response.status === 429) throw new Outcome('unavailable');
  if (!response.ok) throw new Outcome('refused');
  return response.json();
}

/** An end that has words of its own. */
export class Outcome extends Error {}

/** Runs what a press of the button does, once at a time. `over` is what a refusal means before anybody was asked for anything. */
export async function attempt(work) {
  const button = place('act');
  button.disabled = true;
  tell('working');
  try {
    await work();
    button.hidden = true;
    tell('done');
  } catch (error) {
    button.disabled = false;
    // A browser does not tell "cancelled" from "took too long" and "no such passkey" (WebAuthn Level 3, 5.1.3).
    tell(error instanceof Outcome ? error.message : error?.name === 'NotSupportedError' ? 'unsupported' : 'cancelled');
  }
}

/** Shows what the page is about, once it is known; offers nothing where there is nothing any more. */
export async function open(load) {
  if (typeof window.PublicKeyCredential !== 'function') return tell('unsupported');
  try {
    await load();
    document.querySelector('.facts').hidden = false;
    place('act').hidden = false;
  } catch (error) {
    tell(error instanceof Outcome && error.message === 'unavailable' ? 'unavailable' : 'over');
  }
}
