import { askPasskey } from './passkey.js';
import { ask, attempt, open, place } from './status.js';

const path = `sign-ins/${encodeURIComponent(place('code').textContent)}`;
// The page's language as this person writes dates in it.
const { lang } = document.documentElement;
const locale = navigator.languages.find((one) => one.startsWith(lang)) ?? lang;
let challenge;

await open(async () => {
  const request = await ask('GET', path);
  challenge = request.challenge;
  place('begun').textContent = new Date(request.begunAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' });
});
place('act').addEventListener('click', () => attempt(async () => ask('POST', `${path}/approval`, { assertion: await askPasskey(challenge) })));
