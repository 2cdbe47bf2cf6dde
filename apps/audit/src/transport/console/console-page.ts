import { languages, type Language } from '@paraph/kernel';

/** What stands in the frame of the console; everything else is in the words of its scripts. */
const words = {
  en: {
    language: 'English',
    title: 'Audit console',
    skip: 'To the content',
    languages: 'Language',
    views: 'Views',
    print: 'Print or PDF',
    signOut: 'Sign out',
    noScript: 'The console needs JavaScript. The API below /audit/v1/ does not.',
    overview: 'What happened',
    find: 'A document',
    search: 'Search',
    findings: 'Findings',
    compliance: 'Compliance',
    archive: 'Archive',
  },
  fr: {
    language: 'Français',
    title: 'Console d’audit',
    skip: 'Aller au contenu',
    languages: 'Langue',
    views: 'Vues',
    print: 'Imprimer ou PDF',
    signOut: 'Se déconnecter',
    noScript: 'La console a besoin de JavaScript. L’API sous /audit/v1/ n’en a pas besoin.',
    overview: 'Ce qui s’est passé',
    find: 'Un document',
    search: 'Chercher',
    findings: 'Constats',
    compliance: 'Conformité',
    archive: 'Archives',
  },
} as const satisfies Record<Language, Record<string, string>>;

const views = ['overview', 'find', 'search', 'findings', 'compliance', 'archive'] as const;

/** The console’s one page: a frame without anything of the log in it, the same bytes for whoever asks. */
export function consolePage(language: Language): string {
  const say = words[language];
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${say.title} – Paraph</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    ${['frame', 'style', 'charts', 'screens', 'print'].map((one) => `<link rel="stylesheet" href="/assets/${one}.css">`).join('\n    ')}
    <script type="module" src="/assets/console.js"></script>
  </head>
  <body>
    <a class="skip button" id="skip" href="#view">${say.skip}</a>
    <header class="banner">
      <p class="brand"><img src="/assets/icon.svg" alt="" width="28" height="28"> Paraph · ${say.title}</p>
      <p id="who" hidden>
        <span id="name"></span>
        <button id="print" type="button" class="quiet">${say.print}</button>
        <button id="sign-out" type="button" class="quiet">${say.signOut}</button>
      </p>
      <nav class="languages" aria-label="${say.languages}">${languages.map((one) => languageLink(one, language)).join('')}</nav>
    </header>
    <nav id="views" aria-label="${say.views}" hidden>${views.map((view) => `<a href="#/${view}">${say[view]}</a>`).join('')}</nav>
    <p id="trouble" class="bad" role="alert"></p>
    <main id="view" tabindex="-1"></main>
    <noscript><p>${say.noScript}</p></noscript>
  </body>
</html>
`;
}

function languageLink(one: Language, current: Language): string {
  const name = words[one].language;
  return one === current ? `<span aria-current="true" lang="${one}">${name}</span>` : `<a href="?lang=${one}" lang="${one}" hreflang="${one}">${name}</a>`;
}
