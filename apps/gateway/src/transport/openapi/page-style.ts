import { createHash } from 'node:crypto';

/** The one style sheet of the page, in it. Nothing is loaded from anywhere. */
export const pageStyle = [
  ':root{color-scheme:light dark;--ink:#16202b;--faint:#4a5866;--line:#c9d2db;--paper:#fff;--mark:#f2f5f8;--accent:#0b4f8a}',
  '@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--faint:#aab6c2;--line:#3a4652;--paper:#11181f;--mark:#1a232c;--accent:#8cc4f5}}',
  'body{font:1rem/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;margin:0 auto;padding:1rem}',
  'a{color:var(--accent)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px}',
  '.skip{position:absolute;left:-999rem}.skip:focus{position:static}',
  'nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}',
  'h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2.5rem 0 .25rem;border-top:1px solid var(--line);padding-top:1rem;overflow-wrap:anywhere}',
  'h3{font-size:1rem;margin:1.25rem 0 .25rem}p{margin:.25rem 0}.faint{color:var(--faint)}',
  'code,pre{font:.9em/1.5 ui-monospace,monospace}code{overflow-wrap:anywhere}td:nth-child(2) code,tbody th code{white-space:nowrap}pre{background:var(--mark);padding:.75rem;overflow-x:auto;margin:.25rem 0}',
  '.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.93rem}',
  'th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}thead th{color:var(--faint);font-weight:600}tbody th{font-weight:400}',
  'summary{cursor:pointer;margin-top:1rem;font-weight:600}',
  '@media(max-width:40rem){thead{position:absolute;left:-999rem}tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--line)}',
  'th code,td code{white-space:normal!important}th,td{display:block;border:0;padding:.05rem 0}td[data-name]::before{content:attr(data-name)": ";color:var(--faint)}}',
].join('');

/** What the page may do: show itself. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`,
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
