import { keyAlgorithmFacts, keyAlgorithms, signatureSchemes } from '@paraph/kernel';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { usualScheme } from './adapters/pkcs11/bare-loop/bare-key.js';
import { runBareLoop } from './adapters/pkcs11/bare-loop/bare-loop.js';
import { readPin } from './adapters/pkcs11/pin-file.js';
import { runByHand } from './command-by-hand.js';

const USAGE = `usage: bare-loop --module PATH --label LABEL --pin-file PATH [options]
Makes a key pair in the token, signs with it as fast as the token can, prints what it did as JSON. Nothing stays in the token.
  --algorithm NAME    ${keyAlgorithms.join(', ')} (default p256)
  --scheme NAME       ${signatureSchemes.join(', ')} (default: ecdsa, or pkcs1 for RSA)
  --verify            verify each signature as the SAM does before it leaves
  --threads N         default: one for each core
  --seconds N         default 3
  --parameters TEXT   libraryParameters of C_Initialize, where the module wants them (NSS)
`;

/** The command: what a token can do by itself. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      module: { type: 'string' },
      label: { type: 'string' },
      'pin-file': { type: 'string' },
      algorithm: { type: 'string', default: 'p256' },
      scheme: { type: 'string' },
      verify: { type: 'boolean', default: false },
      threads: { type: 'string', default: String(availableParallelism()) },
      seconds: { type: 'string', default: '3' },
      parameters: { type: 'string' },
    },
  });
  const { module, label, 'pin-file': pinFile, verify, parameters } = values;
  const algorithm = keyAlgorithms.find((one) => one === values.algorithm);
  const [threads, seconds] = [Number(values.threads), Number(values.seconds)];
  if (module === undefined || label === undefined || pinFile === undefined || algorithm === undefined) throw new Error(USAGE);
  const scheme = values.scheme === undefined ? usualScheme(algorithm) : signatureSchemes.find((one) => one === values.scheme);
  const fits = (scheme === 'ecdsa') === (keyAlgorithmFacts[algorithm].family === 'ec');
  if (scheme === undefined || !fits || !(threads >= 1) || !Number.isInteger(threads) || !(seconds > 0)) throw new Error(USAGE);
  const pin = readPin(pinFile);
  const result = await runBareLoop({ module, label, pin, algorithm, scheme, threads, seconds, verify, parameters });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await runByHand(main);
