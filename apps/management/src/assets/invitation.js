import { makePasskey } from './passkey.js';
import { ask, attempt, open, place } from './status.js';

const invitation = location.hash.slice(1);
let account;

await open(async () => {
  account = await ask('POST', 'invitations', { invitation });
  place('name').textContent = account.name;
});
// The links to the other language carry the invitation on; nobody is sent it.
for (const link of document.querySelectorAll('.languages a')) link.hash = invitation;
place('act').addEventListener('click', () =>
  attempt(async () => {
    await ask('POST', 'invitations/passkey', { invitation, registration: await makePasskey(account) });
    // What was used opens nothing any more; it needs not stand in the browser's history.
    history.replaceState(null, '', location.pathname);
  }),
);
