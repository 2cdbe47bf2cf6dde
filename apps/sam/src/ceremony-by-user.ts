import { parseArgs } from 'node:util';
import { holdUserCeremony } from './adapters/pkcs11/ceremony/user-ceremony.js';
import { readFamilies } from './adapters/pkcs11/token-family-file.js';
import { readPin } from './adapters/pkcs11/pin-file.js';
import { runByHand } from './command-by-hand.js';

const USAGE =
  'usage: ceremony-by-user --module PATH --label LABEL --pin-file PATH [--module-parameters TEXT] [--family-file PATH]\n' +
  'For a trial: makes a token ready whose officer has no say over keys (NSS, tokens that keep keys as objects). Does nothing to one that is ready.\n';

/** The command, run by hand. */
function main(): void {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { module: text, label: text, 'pin-file': text, 'module-parameters': text, 'family-file': text } });
  const { module, label, 'pin-file': pinFile, 'module-parameters': moduleParameters, 'family-file': familyFile } = values;
  if (module === undefined || label === undefined || pinFile === undefined) throw new Error(USAGE);
  const pin = readPin(pinFile);
  const families = familyFile === undefined ? undefined : readFamilies(familyFile);
  process.stdout.write(`${JSON.stringify(holdUserCeremony({ module, label, pin, moduleParameters, families }))}\n`);
}

await runByHand(main);
