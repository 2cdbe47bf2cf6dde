import { languages, type Language } from '@paraph/kernel';
import { escaped } from './markup.js';
import { messages, type Messages } from './messages.js';

/** What differs from page to page. */
interface Differences {
  /** File of its script. */
  readonly script: string;
  readonly words: Pick<Messages['signIn'], 'title' | 'lead' | 'action' | 'done' | 'over'>;
  /** Terms of what is shown, the script's own places among them. */
  readonly facts: readonly { readonly term: string; readonly place: string; readonly value: string }[];
}

/** The page on which an operator approves a sign-in. */
export function signInPage(language: Language, code: string): string {
  const words = messages[language].signIn;
  const facts = [
    { term: words.code, place: 'code', value: code },
    { term: words.begun, place: 'begun', value: '' },
  ];
  return framed(language, { script: 'sign-in.js', words, facts });
}

/** The page on which a person makes the passkey of their account. The invitation stands behind the `#` and is not known here. */
export function invitationPage(language: Language): string {
  const words = messages[language].invitation;
  return framed(language, { script: 'invitation.js', words, facts: [{ term: words.name, place: 'name', value: '' }] });
}

// What the script may have to say stands in the page, so that there is one place for words.
function framed(language: Language, { script, words, facts }: Differences): string {
  const say = messages[language];
  const outcomes = { done: words.done, over: words.over, working: say.working, cancelled: say.cancelled, refused: say.refused };
  const all = { ...outcomes, unsupported: say.unsupported, unavailable: say.unavailable };
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${escaped(words.title)} – Paraph</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/frame.css">
    <link rel="stylesheet" href="/assets/style.css">
    <script type="module" src="/assets/${script}"></script>
  </head>
  <body>
    <header class="banner">
      <p class="brand"><img src="/assets/icon.svg" alt="" width="32" height="32"> Paraph</p>
      <nav class="languages" aria-label="${escaped(say.switchLanguage)}">${languages.map((one) => languageLink(one, language)).join('')}</nav>
    </header>
    <main>
      <h1>${escaped(words.title)}</h1>
      <p>${escaped(words.lead)}</p>
      <dl class="facts" hidden>${facts.map(({ term, place, value }) => `<dt>${escaped(term)}</dt><dd id="${place}">${escaped(value)}</dd>`).join('')}</dl>
      <button id="act" type="button" hidden>${escaped(words.action)}</button>
      <p id="status" role="status"${Object.entries(all)
        .map(([name, text]) => ` data-${name}="${escaped(text)}"`)
        .join('')}></p>
      <noscript><p>${escaped(say.noScript)}</p></noscript>
    </main>
  </body>
</html>
`;
}

function languageLink(one: Language, current: Language): string {
  const name = escaped(messages[one].language);
  if (one === current) return `<span aria-current="true" lang="${one}">${name}</span>`;
  return `<a href="?lang=${one}" lang="${one}" hreflang="${one}">${name}</a>`;
}
