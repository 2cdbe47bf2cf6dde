/**
 * Makes the secrets of an installation and writes them as a kustomization: `kubectl apply -k FOLDER`. See k8s/README.md.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openState } from '../stack/state.ts';
import { preparedObjects } from './secret-files.ts';
import { withAdded, writePrepared } from './write-prepared.ts';

const USAGE = `usage: node tools/kubernetes/prepare.ts FOLDER --approval-origin URL --login-provider FILE --providers FILE [--quorum FILE] [--add OBJECT/KEY=FILE …]
  FOLDER              everything is written here, readable by you alone; run again, it keeps what it made
  --approval-origin   origin of the approval page, as in k8s/hosts
  --login-provider    JSON {"issuer", "clientId", "clientSecret"}: who signs people in
  --providers         JSON list of the identity providers whose evidence counts
  --quorum            JSON of the people who decide together; without it people of the sandbox, whose passkeys are files in FOLDER: for a trial
  --add               a file of yours: courier-secrets/smtp.password=smtp.txt, sam-trust/devices.json=devices.json, hsm-client/client.key=…`;

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'approval-origin': text, 'login-provider': text, providers: text, quorum: text, add: { type: 'string', multiple: true } },
});
const [folder] = positionals;
const { 'approval-origin': approvalOrigin, 'login-provider': loginProvider, providers, quorum, add = [] } = values;

if (folder === undefined || approvalOrigin === undefined || loginProvider === undefined || providers === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const state = openState(resolve(folder));
  const read = (file: string): string => readFileSync(file, 'utf8').trim();
  const given = { approvalOrigin, loginProvider: read(loginProvider), providers: read(providers), ...(quorum !== undefined && { quorum: read(quorum) }) };
  const objects = withAdded(preparedObjects(state, given), add);
  writePrepared(state, objects);
  for (const { kind, name, files } of objects) console.log(`${kind.padEnd(9)} ${name.padEnd(32)} ${Object.keys(files).join(' ')}`);
  console.log(`\nkubectl apply -k ${join(folder)}`);
}
