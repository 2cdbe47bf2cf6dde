/**
 * Writes the docs that are made from the code: calls, errors, events, configuration, certificates, client profiles, metrics, tokens, broker permissions, the operators' commands,
 * network policies and the alert rules for Kubernetes, dashboards.
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
import { dependenciesPage } from './dependencies-page.ts';
import { dashboards } from '../observability/dashboards.ts';
import { grafanaPage } from '../observability/grafana-page.ts';
import { failureMatrixPage } from './failure-matrix-page.ts';
import { hsmPage } from './hsm-page.ts';
import { metricsPage } from './metrics-page.ts';
import { paraphctlPage } from './paraphctl-page.ts';
import { networkPoliciesPage } from '../kubernetes/network-policies.ts';
import { prometheusRulePage } from '../kubernetes/prometheus-rule.ts';

const root = resolve(import.meta.dirname, '../..');
const check = process.argv.includes('--check');

const pages: Readonly<Record<string, () => Promise<string> | string>> = {
  'docs/calls.md': callsPage,
  'docs/errors.md': errorsPage,
  'docs/events.md': eventsPage,
  'docs/certificates.md': () => certificatesPage(root),
  'docs/client-profiles.md': () => clientProfilesPage(root),
  'docs/config.md': () => configPage(root),
  'docs/dependencies.md': () => dependenciesPage(root),
  'docs/conformance.md': () => conformancePage(root),
  'docs/failure-matrix.md': () => failureMatrixPage(root),
  'docs/operations/paraphctl.md': paraphctlPage,
  'docs/operations/metrics.md': () => metricsPage(root),
  'docs/hsm/capabilities.md': () => hsmPage(root),
  'deploy/nats/accounts.conf': brokerPage,
  ...Object.fromEntries(dashboards.map((dashboard) => [`deploy/grafana/${dashboard.file}`, () => grafanaPage(dashboard)])),
  'deploy/prometheus/prometheus-rule.yaml': () => prometheusRulePage(root),
  'k8s/base/network-policies.yaml': networkPoliciesPage,
};

/** What is formatted, by the ending of its name. */
const PARSERS: Readonly<Record<string, string>> = { '.md': 'markdown', '.yaml': 'yaml' };

let stale = 0;
for (const [name, make] of Object.entries(pages)) {
  const path = resolve(root, name);
  const parser = Object.entries(PARSERS).find(([ending]) => name.endsWith(ending))?.[1];
  const text = parser === undefined ? await make() : await format(await make(), { ...(await resolveConfig(pathToFileURL(path).pathname)), parser });
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
