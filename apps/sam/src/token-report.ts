import { parseArgs } from 'node:util';
import { readFamilies } from './adapters/pkcs11/token-family-file.js';
import { reportOn, type TokenReport } from './adapters/pkcs11/token-report.js';
import { readPin } from './adapters/pkcs11/pin-file.js';
import { runByHand } from './command-by-hand.js';

const USAGE =
  'usage: token-report --module PATH --label LABEL --pin-file PATH [--module-parameters TEXT] [--family-file PATH] [--json]\n' +
  'Tries on a token everything that the SAM may want from one, and says what it found. Writes a few objects and destroys them.\n';

/** The command: run by hand when a token is chosen, and by the tests that keep docs/hsm true. */
function main(): void {
  const { values } = parseArgs({
    options: {
      module: { type: 'string' },
      label: { type: 'string' },
      'pin-file': { type: 'string' },
      'module-parameters': { type: 'string' },
      'family-file': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { module, label, 'pin-file': pinFile, 'module-parameters': moduleParameters, 'family-file': familyFile } = values;
  if (module === undefined || label === undefined || pinFile === undefined) throw new Error(USAGE);
  const report = reportOn({
    module,
    label,
    pin: readPin(pinFile),
    ...(moduleParameters !== undefined && { moduleParameters }),
    ...(familyFile !== undefined && { families: readFamilies(familyFile) }),
  });
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
  if (report.refusal !== undefined) process.exitCode = 1;
}

function asText({ token, family, findings, refusal, weaknesses }: TokenReport): string {
  const marks = { yes: '✓', no: '✗', untried: '?' };
  const width = Math.max(...findings.map(({ says }) => says.length));
  return [
    `${token.manufacturer} ${token.model} ${token.firmware}, module of ${token.module} ${token.library}: family ${family}`,
    ...findings.map(({ outcome, says, answer }) => `  ${marks[outcome]} ${says.padEnd(width)}  ${answer}`),
    refusal === undefined ? 'The SAM would use it.' : `The SAM would refuse it: ${refusal}`,
    ...weaknesses.map((one) => `  warning: ${one}`),
    '',
  ].join('\n');
}

await runByHand(main);
