import type { ClientSettings } from './config.ts';

interface LoginForm {
  readonly client: Pick<ClientSettings, 'name' | 'purpose'>;
  readonly uid: string;
  readonly login?: string;
  readonly failed?: boolean;
}

/** The login page. It names the client and says what the login is for. */
export function loginPage({ client, uid, login = '', failed = false }: LoginForm): string {
  const signing = client.purpose === 'signing';
  const heading = signing ? 'Confirm that it is you' : 'Sign in';
  const purpose = signing
    ? `By signing in now you confirm to <strong>${escape(client.name)}</strong> what you have just approved: a signature, or the terms of a new certificate. If you have approved nothing, leave this page.`
    : `<strong>${escape(client.name)}</strong> asks who you are. This signs nothing.`;
  const error = failed ? '<p class="error" id="error" role="alert">Login or password is wrong.</p>' : '';
  const invalid = failed ? ' aria-invalid="true" aria-describedby="error"' : '';
  return page(
    heading,
    `<h1>${heading}</h1>
      <p class="purpose ${client.purpose}">${purpose}</p>
      ${error}
      <form method="post" action="/interaction/${escape(uid)}" autocomplete="off">
        <label for="login">Login</label>
        <input id="login" name="login" type="text" required autocapitalize="none" spellcheck="false" autocomplete="username" value="${escape(login)}"${invalid}>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" required autocomplete="current-password"${invalid}>
        <button type="submit">${signing ? 'Confirm' : 'Sign in'}</button>
      </form>
      <form method="post" action="/interaction/${escape(uid)}/abort"><button type="submit" class="quiet">Cancel</button></form>`,
  );
}

/** The page for a login that cannot go on. */
export function errorPage(sentence: string): string {
  return page('This login cannot go on', `<h1>This login cannot go on</h1>\n      <p>${escape(sentence)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} – Sandbox identity provider</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <header><p>Sandbox identity provider</p><p class="trial">For trials only</p></header>
    <main>
      ${content}
    </main>
  </body>
</html>
`;
}

/** Text for element content and double-quoted attributes. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** The one style sheet. */
export const styleSheet = `:root {
  color-scheme: light dark;
  --paper: #f4f7f5; --card: #fff; --ink: #17211c; --quiet: #55635b; --line: #d9e2dc; --accent: #14623d; --on-accent: #fff;
  --note: #e5f4ec; --signing: #fdf2dc; --signing-ink: #6b4100; --bad: #a31621; --bad-ground: #fdeceb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1512; --card: #18211c; --ink: #e8f0eb; --quiet: #a3b3aa; --line: #2c3a32; --accent: #86dcae; --on-accent: #0c2416;
    --note: #14301f; --signing: #33270d; --signing-ink: #f3c876; --bad: #ff9d98; --bad-ground: #3a1719;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 1rem 3rem; max-width: 28rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding-block: 1.25rem; font-weight: 600; }
p { margin: 0; }
.trial { color: var(--quiet); font-weight: 400; }
main { padding: 1.5rem 1.25rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); display: grid; gap: 1rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; letter-spacing: -0.02em; }
.purpose { padding: 0.7rem 0.9rem; border-radius: 10px; background: var(--note); }
.purpose.signing { background: var(--signing); color: var(--signing-ink); }
.error { padding: 0.6rem 0.9rem; border-radius: 10px; background: var(--bad-ground); color: var(--bad); font-weight: 500; }
form { display: grid; gap: 0.4rem; }
label { font-weight: 500; }
input { font: inherit; min-height: 2.75rem; padding: 0.4rem 0.75rem; border: 1px solid var(--quiet); border-radius: 8px; background: var(--paper); color: inherit; margin-block-end: 0.5rem; }
button { font: inherit; font-weight: 600; min-height: 3rem; border: 2px solid var(--accent); border-radius: 10px; background: var(--accent); color: var(--on-accent); cursor: pointer; }
.quiet { background: none; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
