import { languages, type Language } from '@paraph/kernel';
import { markup, type Html } from './markup.js';
import { messages } from './messages.js';

/** A page ready to be sent. */
export interface Page {
  readonly markup: Html;
  /** Whether it has forms that lead to this origin. */
  readonly ownForms?: boolean;
  /** Other origins that the answer to its forms may lead to. */
  readonly formTargets?: readonly string[];
  /** Whether it has a script of its own; only the way back from the approval page does. */
  readonly script?: boolean;
  readonly status?: number;
}

/** The frame all pages share. */
export function framed(language: Language, title: string, content: Html, { script }: { readonly script?: string } = {}): Html {
  const words = messages[language];
  return markup`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title} – Paraph</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/frame.css">
    <link rel="stylesheet" href="/assets/style.css">${
      script === undefined
        ? ''
        : markup`
    <script src="${script}" defer></script>`
    }
  </head>
  <body>
    <header class="banner">
      <p class="brand"><img src="/assets/icon.svg" alt="" width="32" height="32"> Paraph</p>
      <nav class="languages" aria-label="${words.switchLanguage}">${languages.map((one) => languageLink(one, language))}</nav>
    </header>
    <main>
      <h1>${title}</h1>
      ${content}
    </main>
  </body>
</html>
`;
}

function languageLink(one: Language, current: Language): Html {
  const name = messages[one].language;
  if (one === current) return markup`<span aria-current="true" lang="${one}">${name}</span>`;
  return markup`<a href="?lang=${one}" lang="${one}" hreflang="${one}">${name}</a>`;
}
