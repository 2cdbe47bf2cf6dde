import type { DataSource } from 'typeorm';
import type { Metrics } from '../http/metrics.js';

/** What of the driver's pool is looked at (`pg-pool`). */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Shows the pool of connections: where requests wait for one, the database or the pool is too small. */
export function showConnections(database: DataSource, metrics: Pick<Metrics, 'gauge'>): void {
  // TypeORM calls the pool `master` and gives it no type.
  const { master } = database.driver as unknown as { readonly master: Pool };
  metrics.gauge({
    name: 'database_connections',
    help: 'Connections to the database, by whether they are in use',
    labels: ['state'],
    collect: (gauge) => {
      gauge.set({ state: 'busy' }, master.totalCount - master.idleCount);
      gauge.set({ state: 'idle' }, master.idleCount);
    },
  });
  metrics.gauge({
    name: 'database_waiting',
    help: 'Pieces of work that wait for a connection to the database',
    collect: (gauge) => gauge.set(master.waitingCount),
  });
}
