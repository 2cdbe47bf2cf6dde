// Signing in: this tab keeps a secret, a person approves with a passkey on the operators' page (RFC 8628).
import { post, Refusal, session } from './api.js';
import { fill, h } from './dom.js';
import { say } from './words.js';

const PAUSE_MS = 1_000;

/** @param reason why whoever was here is not signed in, where there is something to say */
export async function signInView(view, done, reason) {
  const status = h('p', { role: 'status' });
  const begin = h('button', { type: 'button', onclick: () => void start() }, say('signin.begin'));
  fill(
    view,
    h('h1', { tabindex: '-1' }, say('signin.title')),
    reason !== undefined && h('p', { class: 'verdict bad', role: 'alert' }, reason),
    h('p', {}, say('signin.lead')),
    begin,
    status,
    byToken(),
  );
  view.querySelector('h1').focus();

  /** Until people have passkeys: whoever holds the auditor’s token from its file. */
  function byToken() {
    const token = h('input', { type: 'password', name: 'token', required: true, autocomplete: 'off' });
    const submit = (event) => {
      event.preventDefault();
      session.begin(token.value.trim());
      done();
    };
    const form = h(
      'form',
      { onsubmit: submit },
      h('label', {}, h('span', {}, say('signin.token')), token),
      ' ',
      h('button', { class: 'quiet' }, say('signin.enter')),
    );
    return h('details', {}, h('summary', {}, say('signin.byToken')), form);
  }

  async function start() {
    begin.disabled = true;
    try {
      const { deviceSecret, code, signInUrl, expiresAt } = await post('sign-ins', {});
      const link = h('a', { href: signInUrl, target: '_blank', rel: 'noopener', class: 'button' }, say('signin.open'));
      begin.replaceWith(h('p', {}, say('signin.compare'), ' ', h('strong', { class: 'code' }, code)), link);
      link.focus();
      status.textContent = say('signin.waiting');
      session.begin(await approved(deviceSecret, new Date(expiresAt)));
      done();
    } catch (error) {
      status.textContent = error instanceof Refusal && error.status === 0 ? say('unavailable') : say('signin.over');
      begin.disabled = false;
      if (!begin.isConnected) view.append(begin);
    }
  }
}

async function approved(deviceSecret, until) {
  while (new Date() < until) {
    const answer = await post('sign-ins/session', { deviceSecret });
    if (answer.state === 'open') return answer.token;
    await new Promise((go) => setTimeout(go, PAUSE_MS));
  }
  throw new Error('nobody approved in time');
}
