/** One part of the long profile: a program that ends with 0 when what it shows holds. */
export interface LongPart {
  readonly name: string;
  /** What it shows, for whoever reads the list. */
  readonly shows: string;
  /** Words for Node, from the repository's root. */
  readonly command: readonly string[];
}

/** Every part, in the order in which they run: each has the machine for itself. */
export const longParts: readonly LongPart[] = [
  { name: 'chaos', shows: 'the failure matrix under load', command: ['tools/chaos/chaos.ts', '--json', 'docs/measured/chaos.json'] },
  {
    name: 'kill-sam',
    shows: 'ten thousand signatures while SAM processes are killed',
    command: ['tools/chaos/kill-sam.ts', '--json', 'docs/measured/kill-sam.json'],
  },
  {
    name: 'one-sad',
    shows: 'a thousand uses of one SAD at once, a hundred times',
    command: ['tools/chaos/one-sad.ts', '--json', 'docs/measured/one-sad.json'],
  },
  {
    name: 'kill-lifecycle',
    shows: 'credentials while any process is killed',
    command: ['tools/chaos/kill-lifecycle.ts', '--json', 'docs/measured/kill-lifecycle.json'],
  },
  { name: 'deliver-events', shows: 'a hundred thousand events while all that carries them is killed', command: ['tools/chaos/deliver-events.ts'] },
  {
    name: 'restore',
    shows: 'a backup under load, destroyed and put back elsewhere',
    command: ['tools/backup/try-restore.ts', '--json', 'docs/measured/restore.json'],
  },
  {
    name: 'second-site',
    shows: 'a site is lost under load, another one goes on',
    command: ['tools/backup/second-site.ts', '--json', 'docs/measured/second-site.json'],
  },
  {
    name: 'upgrade',
    shows: 'the services of an earlier commit replaced by ours, one by one, under load',
    command: ['tools/upgrade/side-by-side.ts', '--json', 'docs/measured/upgrade.json'],
  },
  { name: 'growth', shows: 'how much the databases grow with each signature', command: ['tools/bench/growth.ts', '--json', 'docs/measured/growth.json'] },
  {
    name: 'dashboards',
    shows: 'every panel of the dashboards, asked of a real Prometheus after a load',
    command: ['tools/observability/panels.ts', '--json', 'docs/measured/panels.json'],
  },
  { name: 'images', shows: 'every image, built and started', command: ['tools/images/build.ts', '--json', 'docs/measured/images.json'] },
  { name: 'compose', shows: 'the compose file, run from these images', command: ['tools/compose/try.ts'] },
  { name: 'secrets', shows: 'no secret in any commit', command: ['tools/supply/scan-secrets.ts', '--history'] },
];
