import { parseArgs } from 'node:util';
import { StepFailure } from './progress.ts';

/** What the command line of `npm start` asked for. */
export interface StartOptions {
  readonly state: string;
  readonly reset: boolean;
  readonly once: boolean;
  readonly demo: boolean;
  readonly help: boolean;
  readonly report?: string;
  readonly providers?: string;
}

export const HELP = `
npm start [-- options]     every process of Paraph on this machine, and one signature

  --state DIR        where everything is kept (default .paraph)
  --reset            delete that folder first: keys, certificates, signers and signatures
  --once             sign, verify, report, stop; exit code 0 or 1
  --report FILE      write the report as JSON
  --no-demo          start the processes only: no test signers, no signature
  --providers FILE   further identity providers, as JSON, whose evidence is accepted
  --yes              install missing system packages without asking
  --help             this text

npm run doctor         what is installed, what is missing, which port is whose
npm run sign -- in.pdf out.pdf    sign a document of your own with the running stack
`;

/** Reads the command line; an unknown word is an error, since a misspelt option must not be ignored. */
export function readOptions(args: readonly string[]): StartOptions {
  const { values } = parse(args);
  return {
    state: values.state,
    reset: values.reset,
    once: values.once,
    demo: !values['no-demo'],
    help: values.help,
    ...(values.report === undefined ? {} : { report: values.report }),
    ...(values.providers === undefined ? {} : { providers: values.providers }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        state: { type: 'string', default: '.paraph' },
        reset: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        report: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        providers: { type: 'string' },
        // Asked for and answered before this program runs; accepted here because npm hands it on.
        yes: { type: 'boolean', default: false, short: 'y' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw new StepFailure(error instanceof Error ? error.message : String(error), 'see `npm start -- --help`', { cause: error });
  }
}
