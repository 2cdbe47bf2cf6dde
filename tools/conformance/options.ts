import { parseArgs } from 'node:util';
import { StepFailure } from '../stack/progress.ts';
import type { Version } from './statement.ts';

/** What the command line of `npm run conformance` asked for. */
export interface ConformanceOptions {
  /** Address of a gateway, and what the suite may use there; or the state folder of a stack that is prepared here. */
  readonly target: { readonly url: string; readonly fixtures: string } | { readonly state: string };
  readonly versions: readonly Version[];
  readonly only: readonly string[];
  readonly json?: string;
  /** File with certification authorities in PEM. */
  readonly ca?: string;
  /** Malformed requests to send, and the seed they are made from. */
  readonly malformed: number;
  readonly seed?: number;
  /** Statements are left out, for malformed requests alone. */
  readonly statements: boolean;
  /** Address that answers the gateway's metrics. */
  readonly metrics?: string;
}

export const usage = `
npm run conformance -- --url GATEWAY --fixtures FILE [options]     try a CSC service
npm run conformance -- --sandbox [--state DIR] [options]           try the running stack, which is prepared for it

  --version v1|v2      one version only
  --only ID            one statement only; may be given again
  --json FILE          write the outcomes: [{id, version, result, reason, ms}]
  --ca FILE            certification authorities to trust, in PEM
  --malformed N        also send N malformed requests
  --seed N             the seed they are made from (default: one of its own, which is printed)
  --no-statements      malformed requests only
  --metrics URL        where the gateway answers its metrics, to watch its memory
  --help               this text
`;

/** Reads the command line; undefined when it asked for help. */
export function readConformanceOptions(args: readonly string[]): ConformanceOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const { json, ca, metrics, seed } = values;
  return {
    target: targetOf(values),
    versions: versionsOf(values.version),
    only: values.only,
    malformed: wholeNumber('malformed', values.malformed),
    statements: !values['no-statements'],
    ...(json === undefined ? {} : { json }),
    ...(ca === undefined ? {} : { ca }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(seed === undefined ? {} : { seed: wholeNumber('seed', seed) }),
  };
}

function targetOf({ url, fixtures, sandbox, state }: ReturnType<typeof parse>): ConformanceOptions['target'] {
  if (sandbox && url === undefined && fixtures === undefined) return { state };
  if (!sandbox && url !== undefined && fixtures !== undefined && URL.canParse(url)) return { url, fixtures };
  throw new StepFailure('what is to be tried must be named', 'give --url with --fixtures, or --sandbox');
}

function versionsOf(version: string | undefined): readonly Version[] {
  if (version === undefined) return ['v1', 'v2'];
  if (version === 'v1' || version === 'v2') return [version];
  throw new StepFailure(`there is no version ${version}`, 'give v1 or v2');
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new StepFailure(`--${name} ${text} is no number`, 'give a whole number');
  return number;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        fixtures: { type: 'string' },
        sandbox: { type: 'boolean', default: false },
        state: { type: 'string', default: '.paraph' },
        version: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
        ca: { type: 'string' },
        malformed: { type: 'string', default: '0' },
        seed: { type: 'string' },
        'no-statements': { type: 'boolean', default: false },
        metrics: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new StepFailure(error instanceof Error ? error.message : String(error), 'see `npm run conformance -- --help`', { cause: error });
  }
}
