import { parseArgs } from 'node:util';
import { StepFailure } from '../../stack/progress.ts';

/** What the command line of `npm run sign` asked for. */
export interface SignOptions {
  readonly input: string;
  readonly output: string;
  readonly state: string;
  readonly user: string;
  readonly credential?: string;
  readonly browser: boolean;
}

export const usage = `
npm run sign -- in.pdf out.pdf [options]     sign a PDF with the running stack

  --state DIR        the state folder of the stack (default .paraph)
  --user NAME        the test signer: alice or bob (default alice)
  --credential ID    the credential to sign with (default the user's first)
  --browser          print the address where a person authorises, instead of letting the robot do it
  --help             this text
`;

/** Reads the command line; undefined when it asked for help. */
export function readSignOptions(args: readonly string[]): SignOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [input, output] = positionals;
  if (input === undefined || output === undefined || positionals.length > 2) {
    throw new StepFailure('one PDF to read and one to write must be named', 'npm run sign -- in.pdf out.pdf');
  }
  const { state, user, browser, credential } = values;
  return { input, output, state, user, browser, ...(credential === undefined ? {} : { credential }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        state: { type: 'string', default: '.paraph' },
        user: { type: 'string', default: 'alice' },
        credential: { type: 'string' },
        browser: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw new StepFailure(error instanceof Error ? error.message : String(error), 'see `npm run sign -- --help`', {
      cause: error,
    });
  }
}
