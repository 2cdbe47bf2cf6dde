import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { softHsmModule } from '../bootstrap/requirements.mjs';
import { StepFailure } from './progress.ts';
import { builtFile, runToEnd } from './run-to-end.ts';
import type { SecretFiles } from './secrets.ts';
import type { StateFolder } from './state.ts';

/** The SoftHSM token of a stack; only the SAM and its ceremony are told about it. */
export interface TokenFiles {
  /** The PKCS#11 module. */
  readonly module: string;
  /** How the SAM finds the token; slot numbers move. */
  readonly label: string;
  /** What SOFTHSM2_CONF names. */
  readonly config: string;
  readonly userPin: string;
  readonly officerPin: string;
  /** Folder for what the SAM publishes: its public keys and certificates. */
  readonly published: string;
  /** Public key of the SAM's statements, among them. */
  readonly statementKey: string;
  /** Public key of the log's heads, among them. */
  readonly headKey: string;
  /** Public key of the SAM's client at identity providers, among them. */
  readonly clientKey: string;
}

const LABEL = 'paraph';

const ceremonySummary = z.object({ made: z.array(z.string()), warnings: z.array(z.string()) });

/** What the ceremony made, and what it thinks of the token. */
export type CeremonySummary = z.infer<typeof ceremonySummary>;

/** Writes SoftHSM's configuration and the two PINs. The token itself is made by the SAM's ceremony. */
export function openToken(state: StateFolder, secrets: SecretFiles): TokenFiles {
  const module = softHsmModule();
  if (!module) throw new StepFailure('SoftHSM is not installed', 'install the package softhsm2 (brew: softhsm)');
  const folder = state.folder('token', 'objects');
  const config = state.path('token', 'softhsm2.conf');
  const lines = [`directories.tokendir = ${folder}`, 'objectstore.backend = file', 'log.level = ERROR', 'slots.removable = false'];
  writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    module,
    label: LABEL,
    config,
    userPin: secrets.file('token-user.pin'),
    officerPin: secrets.file('token-officer.pin'),
    published: state.folder('public'),
    statementKey: state.path('public', 'statement.jwk.json'),
    headKey: state.path('public', 'tree-head.jwk.json'),
    clientKey: state.path('public', 'oidc-client.jwks.json'),
  };
}

/** Has the SAM's ceremony make the token, or check the one that is there; answers what it says of it. */
export async function holdCeremony(root: string, token: TokenFiles, env: Readonly<Record<string, string>>): Promise<CeremonySummary> {
  const words = ['--module', token.module, '--label', token.label, '--pin-file', token.userPin, '--so-pin-file', token.officerPin];
  const output = await runToEnd({
    name: 'the ceremony of the token',
    args: [builtFile(root, 'sam', 'ceremony.js'), ...words, '--kek-program', `${root}/tools/ceremony/unwrap-template.c`],
    env: { ...env, SOFTHSM2_CONF: token.config },
    cwd: root,
  });
  return ceremonySummary.parse(JSON.parse(output));
}
