import { Secret } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { holdCeremony } from './adapters/pkcs11/ceremony/ceremony.js';

const USAGE =
  'usage: ceremony --module PATH --label LABEL --pin-file PATH --so-pin-file PATH [--kek-program PATH]\n' +
  'Makes a token ready for the SAM and prints what it is now as JSON. Does nothing to a token that is ready.\n';

/** The command: run by hand, or by the stack before the SAM starts. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      module: { type: 'string' },
      label: { type: 'string' },
      'pin-file': { type: 'string' },
      'so-pin-file': { type: 'string' },
      'kek-program': { type: 'string' },
    },
  });
  const { module, label, 'pin-file': pinFile, 'so-pin-file': soPinFile, 'kek-program': kekProgram } = values;
  if (module === undefined || label === undefined || pinFile === undefined || soPinFile === undefined) throw new Error(USAGE);
  const secrets = { pin: readPin(pinFile), soPin: readPin(soPinFile) };
  const program = kekProgram === undefined ? {} : { kekProgram };
  const summary = await holdCeremony({ module, label, ...secrets, soPinFile, ...program });
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}

function readPin(path: string): Secret {
  const pin = readFileSync(path, 'utf8').trim();
  if (pin === '') throw new Error(`the file ${path} is empty`);
  return new Secret(pin);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? causes(error) : String(error)}\n`);
  process.exitCode = 1;
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `${error.message}\n  because ${causes(error.cause)}` : error.message;
}
