import { writeFileSync } from 'node:fs';
import type { ChaosCase } from '../chaos-case.ts';
import type { ChaosSite } from '../chaos-site.ts';
import { Standby } from '../standby.ts';

const DATABASES = ['sam', 'identity', 'key_lifecycle', 'ca_connector', 'audit'];
const standbys = new WeakMap<ChaosSite, Standby>();

export const databaseFailover: ChaosCase = {
  name: 'database-failover',
  done: 'the database server is lost in the middle of batches of twenty; a standby that had every commit takes its place',
  site: 'standby',
  recoversWithinMs: 10_000,
  // The lost server is started again by its supervisor; nothing leads to it any more.
  ends: ['postgres'],
  spoils: true,
  load: { requestsPerSecond: 6, hashesPerRequest: 20 },
  async prepare(site) {
    const { stack, secrets } = site.bench;
    const port = stack.programs().find(({ name }) => name === 'postgres')?.port ?? 0;
    const standby = await Standby.follow(stack.state, { port, password: secrets.read('postgres.password') });
    site.instruments.ends.push(() => standby.stop());
    standbys.set(site, standby);
  },
  async hurt({ site }) {
    const standby = standbys.get(site);
    const { databaseWire } = site.instruments;
    if (!standby || !databaseWire) throw new Error('there is no standby');
    const lostAt = performance.now();
    databaseWire.cut();
    await site.end('postgres', 'SIGKILL');
    await standby.promote();
    databaseWire.target = () => standby.server.port;
    // Whoever asks the owner's database from here on asks this one.
    for (const name of DATABASES) {
      const address = new URL(site.bench.databaseUrl(name));
      address.port = String(standby.server.port);
      writeFileSync(site.bench.secrets.path(`${name}_owner.database-url`), address.href, { mode: 0o600 });
    }
    databaseWire.mend();
    return lostAt;
  },
  async afterwards({ load, wrong }) {
    if (load.answered.some(({ hashes, signatures = [] }) => signatures.length !== hashes.length)) wrong('a batch was answered in part');
    return Promise.resolve();
  },
};
