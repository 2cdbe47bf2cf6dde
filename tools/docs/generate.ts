/**
 * Writes the docs that are made from the code: calls, errors, events, configuration, certificates, client profiles, metrics, tokens, broker permissions, the operators' commands.
 * With `--check` it writes nothing and fails where a file is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { callsPage, errorsPage, eventsPage } from './contract-pages.ts';
import { brokerPage } from './broker-page.ts';
import { certificatesPage } from './certificates-page.ts';
import { clientProfilesPage } from './client-profiles-page.ts';
import { configPage } from './config-page.ts';
import { conformancePage } from './conformance-page.ts';
import { hsmPage } from './hsm-page.ts';
import { metricsPage } from './metrics-page.ts';
import { paraphctlPage } from './paraphctl-page.ts';

const root = resolve(import.meta.dirname, '../..');
const check = process.argv.includes('--check');

const pages: Readonly<Record<string, () => Promise<string> | string>> = {
  'docs/calls.md': callsPage,
  'docs/errors.md': errorsPage,
  'docs/events.md': eventsPage,
  'docs/certificates.md': () => certificatesPage(root),
  'docs/client-profiles.md': () => clientProfilesPage(root),
  'docs/config.md': () => configPage(root),
  'docs/conformance.md': () => conformancePage(root),
  'docs/operations/paraphctl.md': paraphctlPage,
  'docs/operations/metrics.md': () => metricsPage(root),
  'docs/hsm/capabilities.md': () => hsmPage(root),
  'deploy/nats/accounts.conf': brokerPage,
};

let stale = 0;
for (const [name, make] of Object.entries(pages)) {
  const path = resolve(root, name);
  const text = name.endsWith('.md') ? await format(await make(), { ...(await resolveConfig(pathToFileURL(path).pathname)), parser: 'markdown' }) : await make();
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (check) {
    stale += 1;
    console.error(`${name} is stale: run "npm run docs:generate" and commit what changes`);
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
