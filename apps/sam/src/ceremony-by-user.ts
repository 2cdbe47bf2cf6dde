import { Secret } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { holdUserCeremony } from './adapters/pkcs11/ceremony/user-ceremony.js';
import { readFamilies } from './adapters/pkcs11/token-family-file.js';

const USAGE =
  'usage: ceremony-by-user --module PATH --label LABEL --pin-file PATH [--module-parameters TEXT] [--family-file PATH]\n' +
  'For a trial: makes a token ready whose officer has no say over keys (NSS, tokens that keep keys as objects). Does nothing to one that is ready.\n';

/** The command, run by hand. */
function main(): void {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { module: text, label: text, 'pin-file': text, 'module-parameters': text, 'family-file': text } });
  const { module, label, 'pin-file': pinFile, 'module-parameters': moduleParameters, 'family-file': familyFile } = values;
  if (module === undefined || label === undefined || pinFile === undefined) throw new Error(USAGE);
  const pin = new Secret(readFileSync(pinFile, 'utf8').trim());
  const families = familyFile === undefined ? undefined : readFamilies(familyFile);
  process.stdout.write(`${JSON.stringify(holdUserCeremony({ module, label, pin, moduleParameters, families }))}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? causes(error) : String(error)}\n`);
  process.exitCode = 1;
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `${error.message}\n  because ${causes(error.cause)}` : error.message;
}
