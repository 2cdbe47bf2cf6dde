import type { Language } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import { words } from './words.js';

const style = [
  ':root{color-scheme:light dark;--line:light-dark(#c8ccd2,#4a4f57);--soft:light-dark(#f4f5f7,#22252a)}',
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}',
  'header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}',
  'a:focus-visible{outline:3px solid;outline-offset:2px}',
  '.skip{position:absolute;left:-99rem}.skip:focus{position:static}',
  'section{border-top:1px solid var(--line);margin-top:1.5rem}',
  'h3{overflow-wrap:anywhere}dt{font-weight:600;margin-top:.75rem}dd{margin:0}code{overflow-wrap:anywhere}',
  '.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}',
  '.notice{border-inline-start:.3rem solid;padding:.5rem 1rem;background:var(--soft)}',
  '.terms{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);padding:1rem}',
].join('');

/** The pages load nothing and run nothing; their one style is named by hash. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** One of the pages: where it lies, and what stands on it. */
export interface Page {
  /** Path, for the link to the other language. */
  readonly path: string;
  readonly title: string;
  /** HTML. */
  readonly content: string;
}

/** A whole page in one language. */
export function layout({ path, title, content }: Page, language: Language): string {
  const { skip, otherLanguage } = words[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">${skip}</a>
<header>
<h1>${escapeHtml(title)}</h1>
<nav><a href="${escapeHtml(path)}?lang=${other}" hreflang="${other}" lang="${other}">${otherLanguage}</a></nav>
</header>
<main id="content">
${content}
</main>
</body>
</html>
`;
}

/** A term and what it is; the description is HTML. */
export function described(term: string, description: string): string {
  return `<dt>${term}</dt><dd>${description}</dd>`;
}

/** A date that reads the same in every language, UTC. */
export function day(moment: Date): string {
  return `<time datetime="${moment.toISOString()}">${moment.toISOString().slice(0, 10)}</time>`;
}

/** A link that shows where it leads. */
export function link(address: string): string {
  return `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
}

/** Text within HTML, also within an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
