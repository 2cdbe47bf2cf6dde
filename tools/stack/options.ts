import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StepFailure } from './progress.ts';

/** What the command line of `npm start` asked for. */
export interface StartOptions {
  readonly state: string;
  readonly reset: boolean;
  readonly once: boolean;
  readonly demo: boolean;
  readonly tls: boolean;
  readonly help: boolean;
  readonly report?: string;
  readonly providers?: string;
  readonly authorities?: string;
}

export const HELP = `
npm start [-- options]     every process of Paraph on this machine, and one signature

  --state DIR        where everything is kept (default .paraph)
  --reset            delete that folder first: keys, certificates, signers and signatures
  --once             sign, verify, report, stop; exit code 0 or 1, or 130 when interrupted
  --report FILE      write the report as JSON
  --tls              https, under a CA made in the state folder; kept from the first start on
  --no-demo          start the processes only: no test signers, no signature
  --providers FILE   further identity providers, as JSON, whose evidence is accepted
  --authorities DIR  certification authorities elsewhere: connector.json, sam.json, and policies (policies/*.json) in place of the sandbox's
  --yes              install missing system packages without asking
  --help             this text

npm run doctor         what is installed, what is missing, which port is whose
npm run sign -- in.pdf out.pdf    sign a document of your own with the running stack
`;

/** Reads the command line; an unknown word is an error, since a misspelt option must not be ignored. */
export function readOptions(args: readonly string[]): StartOptions {
  const { values } = parse(args);
  if (values.report !== undefined) refuseUnwritable(values.report);
  return {
    state: values.state,
    reset: values.reset,
    once: values.once,
    demo: !values['no-demo'],
    tls: values.tls,
    help: values.help,
    ...(values.report === undefined ? {} : { report: values.report }),
    ...(values.providers === undefined ? {} : { providers: values.providers }),
    ...(values.authorities === undefined ? {} : { authorities: resolve(values.authorities) }),
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
        tls: { type: 'boolean', default: false },
        providers: { type: 'string' },
        authorities: { type: 'string' },
        // Asked for and answered before this program runs; accepted here because npm hands it on.
        yes: { type: 'boolean', default: false, short: 'y' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw new StepFailure(error instanceof Error ? error.message : String(error), 'see `npm start -- --help`', { cause: error });
  }
}

/** Found out before anything starts. Missing folders are made when the report is written: `--reset` may delete them in between. */
function refuseUnwritable(report: string): void {
  const file = resolve(report);
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder');
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StepFailure(`the report ${file} cannot be written: ${why}`, 'name another file with --report', { cause: error });
  }
}
