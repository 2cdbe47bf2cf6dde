import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StepFailure } from '../stack/progress.ts';

/** What can be measured, in the order in which it is. */
export const levels = [
  'bare',
  'bus',
  'gateway',
  'flow',
  'info',
  'credentials-info',
  'one-session',
  'pooled-session',
  'register',
  'issuing',
  'ocsp',
  'crl',
  'cache',
  'generation',
  'flat',
  'soak',
  'audit',
] as const;
export type Level = (typeof levels)[number];

export const algorithms = ['p256', 'rsa3072'] as const;
export type BenchAlgorithm = (typeof algorithms)[number];

/** What the command line of `npm run bench` asked for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly anyway: boolean;
  /** Where the rows go; what was measured where, beside them. */
  readonly json?: string;
  /** How long one measurement takes. */
  readonly seconds: number;
  readonly rounds: number;
  readonly levels: readonly Level[];
  readonly algorithms: readonly BenchAlgorithm[];
  /** Fewer combinations. */
  readonly quick: boolean;
  /** Records of the larger directory. */
  readonly flat: number;
  /** Credentials of the register, and how many of them are real and over. */
  readonly register: number;
  readonly expired: number;
  /** Sessions of one signature that are timed. */
  readonly sessions: number;
  /** Keys that wait in the pool of the sessions with RSA. */
  readonly pool: number;
  /** Signatures of the long run. */
  readonly soak: number;
  /** Events that the log has before anything is measured, and seconds of the load on top. */
  readonly events: number;
  readonly ingest: number;
  /** Keep the state folder, to look into its logs. */
  readonly keep: boolean;
  /** Instead of a SoftHSM token of the bench's own. */
  readonly token?: OwnToken;
}

/** A token of the person's own, which has had its ceremony. */
export interface OwnToken {
  readonly module: string;
  readonly label: string;
  readonly pinFile: string;
  /** Variables that the module reads. */
  readonly environment: Readonly<Record<string, string>>;
}

export const HELP = `
npm run bench [-- options]     how much of the token's own speed reaches a caller

  --json FILE        write the rows as JSON, and machine, commit and further figures to FILE with .facts.json
  --only LEVEL       ${levels.join(', ')}; may be given several times
  --algorithm NAME   ${algorithms.join(', ')}; may be given several times
  --seconds N        length of one measurement (default 2)
  --rounds N         interleaved rounds, of which the median counts (default 3)
  --quick            one look at each level, in less than a minute
  --flat N           records in the larger directory (default 100000; 1000000 takes some minutes more)
  --register N       credentials in the register (default 100000; 1000000 takes a minute more)
  --expired N        of which so many are real ones whose certificates are over (default 200; 10000 takes half an hour)
  --sessions N       sessions of one signature that are timed (default 200; the first thousand are slower than the second)
  --pool N           RSA keys that wait for sessions (default 60)
  --soak N           signatures of the long run that watches memory (default 20000; 1000000 takes minutes)
  --events N         events that the audit log is filled with first (default 1000000)
  --ingest N         seconds of load on top of them (default 30)
  --module PATH --label LABEL --pin-file FILE
                     a token of yours that has had its ceremony, instead of a new one of SoftHSM
  --variable N=V     an environment variable that its module reads; may be given several times
  --anyway           measure although the machine is busy
  --keep             keep the state folder
  --help             this text

It starts a stack of its own on ports of its own and stops it. To measure a token of yours: docs/performance.md.
`;

const QUICK = { seconds: 0.5, rounds: 1 };
const USUAL = { seconds: 2, rounds: 3 };
/** What takes minutes is not part of a quick look. */
const QUICK_LEVELS: readonly Level[] = ['bare', 'bus', 'gateway', 'flow', 'info', 'credentials-info'];

/** Reads the command line; an unknown word is an error, since a misspelt option must not be ignored. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parse(args);
  const usual = values.quick ? QUICK : USUAL;
  return {
    help: values.help,
    anyway: values.anyway,
    ...(values.json === undefined ? {} : { json: values.json }),
    seconds: positive('seconds', values.seconds, usual.seconds),
    rounds: Math.ceil(positive('rounds', values.rounds, usual.rounds)),
    levels: chosen('level', values.only, levels) ?? (values.quick ? QUICK_LEVELS : levels),
    algorithms: chosen('algorithm', values.algorithm, algorithms) ?? algorithms,
    quick: values.quick,
    flat: positive('flat', values.flat, 100_000),
    register: positive('register', values.register, 100_000),
    expired: positive('expired', values.expired, 200),
    sessions: positive('sessions', values.sessions, 200),
    pool: positive('pool', values.pool, 60),
    soak: positive('soak', values.soak, 20_000),
    events: positive('events', values.events, 1_000_000),
    ingest: positive('ingest', values.ingest, 30),
    keep: values.keep,
    ...ownToken(values),
  };
}

function ownToken({ module, label, 'pin-file': pinFile, variable = [] }: ReturnType<typeof parse>['values']): Pick<BenchOptions, 'token'> {
  if (module === undefined && label === undefined && pinFile === undefined) return {};
  if (module === undefined || label === undefined || pinFile === undefined)
    throw new StepFailure('a token of yours needs --module, --label and --pin-file', 'see `npm run bench -- --help`');
  const pairs = variable.map((text): [string, string] => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)]);
  return { token: { module: resolve(module), label, pinFile: resolve(pinFile), environment: Object.fromEntries(pairs) } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'string' },
        only: { type: 'string', multiple: true },
        algorithm: { type: 'string', multiple: true },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        flat: { type: 'string' },
        sessions: { type: 'string' },
        pool: { type: 'string' },
        soak: { type: 'string' },
        events: { type: 'string' },
        ingest: { type: 'string' },
        register: { type: 'string' },
        expired: { type: 'string' },
        module: { type: 'string' },
        label: { type: 'string' },
        'pin-file': { type: 'string' },
        variable: { type: 'string', multiple: true },
        anyway: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw new StepFailure(error instanceof Error ? error.message : String(error), 'see `npm run bench -- --help`', { cause: error });
  }
}

function positive(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (!(value > 0)) throw new StepFailure(`--${name} wants a number above 0, not ${text}`, 'see `npm run bench -- --help`');
  return value;
}

function chosen<T extends string>(what: string, words: readonly string[] | undefined, known: readonly T[]): readonly T[] | undefined {
  if (words === undefined) return undefined;
  const wanted = words.flatMap((word) => word.split(','));
  const unknown = wanted.filter((word) => !known.some((one) => one === word));
  if (unknown.length > 0) throw new StepFailure(`there is no ${what} ${unknown.join(', ')}`, `choose among ${known.join(', ')}`);
  return known.filter((one) => wanted.includes(one));
}
