import { megabytes } from './report.ts';

/** One row of the page's list of processes. */
export interface ProcessRow {
  readonly name: string;
  readonly pid: number | undefined;
  readonly port: number | undefined;
  readonly origin: string | undefined;
  readonly healthy: boolean | undefined;
  readonly rssBytes: number;
}

/** A link of the page, with a line that says what is behind it. */
export interface PageLink {
  readonly href: string;
  readonly label: string;
  readonly says: string;
}

/** Everything that the page shows. */
export interface LandingPage {
  readonly links: readonly PageLink[];
  readonly users: readonly string[];
  readonly processes: readonly ProcessRow[];
  readonly state: string;
}

/** The page behind the one printed address: links to everything that runs, and how it is. */
export function renderLandingPage(page: LandingPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Paraph on this machine</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>Paraph runs on this machine</h1>
<p>A remote-signing gateway with every process it needs. State and logs lie in <code>${text(page.state)}</code>.</p>
<h2>Open</h2>
<dl>
${page.links.map((link) => `<dt><a href="${text(link.href)}">${text(link.label)}</a></dt><dd>${text(link.says)}</dd>`).join('\n')}
</dl>
${users(page)}
<h2>Sign a document of your own</h2>
<pre>npm run sign -- in.pdf out.pdf
npm run sign -- --browser in.pdf out.pdf</pre>
<h2>Processes</h2>
<table>
<thead><tr><th>Name</th><th>State</th><th>Process</th><th>Port</th><th>Memory</th><th>Look</th></tr></thead>
<tbody>
${page.processes.map(row).join('\n')}
</tbody>
</table>
</main>
</body>
</html>
`;
}

function users({ users, state }: LandingPage): string {
  if (users.length === 0) return '';
  const names = users.map((name) => `<li>${text(name)}</li>`).join('\n');
  return `<h2>Test users</h2>\n<ul>\n${names}\n</ul>\n<p>Their passwords are in <code>${text(state)}/sandbox/users.json</code>.</p>`;
}

function row(one: ProcessRow): string {
  const origin = one.origin ?? '';
  // The sandbox's identity provider is no service of the product and has no metrics.
  const metrics = one.name === 'idp' ? '' : ` <a href="${origin}/metrics">metrics</a>`;
  const looks = one.healthy === undefined ? '' : `<a href="${origin}/health/ready">health</a>${metrics}`;
  const state = one.pid === undefined ? 'down' : one.healthy === false ? 'not ready' : 'up';
  const cells = [one.name, state, one.pid ?? '', one.port ?? '', megabytes(one.rssBytes)].map((cell) => `<td>${text(String(cell))}</td>`);
  return `<tr class="${state.replace(' ', '-')}">${cells.join('')}<td>${looks}</td></tr>`;
}

function text(value: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The page's style; on its own address so that the page needs no inline code at all. */
export const LANDING_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 52rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0; }
dd { margin: 0; opacity: .8; }
ul { margin: 0; padding-left: 1.2rem; }
pre { padding: .75rem 1rem; border-radius: .4rem; background: color-mix(in srgb, currentColor 8%, transparent); overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
tr.down td:nth-child(2), tr.not-ready td:nth-child(2) { font-weight: 600; color: #c0392b; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
`;
