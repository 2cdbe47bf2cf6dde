import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StepFailure } from '../stack/progress.ts';

/** What the outside calls the processes that have an address of their own. */
export const originNames = ['gateway', 'identity', 'approval', 'management', 'audit', 'ca'] as const;

/** One of them. */
export type OriginName = (typeof originNames)[number];

/** What a preparation was told. */
export interface ComposeOptions {
  readonly state: string;
  /** Host and port under which containers reach PostgreSQL; `database` is the one of the profile. */
  readonly database: string;
  readonly origins: Readonly<Record<OriginName, string>>;
  /** Files of the operator's own, where given. */
  readonly loginProvider: string | undefined;
  readonly providers: string | undefined;
  /** Proxies in front, each of which appends to X-Forwarded-For. */
  readonly proxies: number;
  /** SNTP servers that the SAM holds its clock against, with commas between; empty for none. */
  readonly timeSources: string;
}

/** As the compose file publishes them, on the loopback of the host. A browser takes `localhost` for safe without https. */
const OWN_ORIGINS: Readonly<Record<OriginName, string>> = {
  gateway: 'http://gateway.localhost:8081',
  identity: 'http://identity.localhost:8082',
  approval: 'http://approval.localhost:8083',
  management: 'http://management.localhost:8084',
  audit: 'http://audit.localhost:8085',
  ca: 'http://127.0.0.1:8086',
};

/** Reads the command line. @throws StepFailure for a word it does not know */
export function readComposeOptions(args: readonly string[]): ComposeOptions {
  const text = { type: 'string' } as const;
  const { state, database, origin, 'login-provider': loginProvider, providers, proxies, 'time-sources': timeSources } = parse();
  if (!/^[\w.-]+:\d+$/.test(database)) throw new StepFailure('--database: expected HOST:PORT', 'for instance --database db.example:5432');
  return {
    state: resolve(state),
    database,
    origins: { ...OWN_ORIGINS, ...Object.fromEntries(origin.map(readOrigin)) },
    loginProvider: loginProvider === undefined ? undefined : resolve(loginProvider),
    providers: providers === undefined ? undefined : resolve(providers),
    proxies: Number(proxies),
    timeSources,
  };

  function parse() {
    try {
      return parseArgs({
        args: [...args],
        options: {
          state: { ...text, default: '.paraph-compose' },
          database: { ...text, default: 'database:5432' },
          origin: { ...text, multiple: true, default: [] },
          'login-provider': text,
          providers: text,
          proxies: { ...text, default: '0' },
          'time-sources': { ...text, default: '' },
        },
      }).values;
    } catch (error) {
      throw new StepFailure(error instanceof Error ? error.message : String(error), 'see deploy/compose/README.md', { cause: error });
    }
  }
}

function readOrigin(words: string): readonly [OriginName, string] {
  const [name, url = ''] = words.split(/=(.*)/s);
  const known = originNames.find((one) => one === name);
  if (!known || !URL.canParse(url) || new URL(url).origin !== url) {
    throw new StepFailure(`--origin ${words}: expected NAME=URL, with nothing behind the host and port`, `NAME is one of ${originNames.join(', ')}`);
  }
  return [known, url];
}
