import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { ServiceFigures, type ServiceCounts } from '../../domain/service-end/service-figures.js';

interface Figures {
  readonly containers: string;
  readonly keys: string;
  readonly certificates: string;
  readonly elsewhere: string;
  readonly activations: string;
}

/** Counts in PostgreSQL. They read whole tables: for people, now and then. */
export class PostgresServiceFigures extends ServiceFigures {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async count(now: Date): Promise<ServiceCounts> {
    const states = await rows<{ state: string; count: string }>(
      this.database,
      `SELECT CASE WHEN body IS JSON OBJECT THEN coalesce(body::jsonb->>'state', 'unreadable') ELSE 'unreadable' END AS state, count(*) AS count
       FROM trust_record WHERE kind = 'binding' GROUP BY 1 ORDER BY 1`,
    );
    const [figures] = await rows<Figures>(
      this.database,
      `SELECT
         (SELECT count(*) FROM trust_record WHERE kind = 'container') AS containers,
         (SELECT count(*) FROM signing_key WHERE purpose = 'signer') AS keys,
         (SELECT count(*) FROM issued_certificate i WHERE kind = 'signer' AND valid_to >= $1
            AND NOT EXISTS (SELECT 1 FROM certificate_revocation r WHERE r.serial_number = i.serial_number)) AS certificates,
         (SELECT count(*) FROM trust_record b WHERE kind = 'binding' AND CASE WHEN body IS JSON OBJECT THEN body::jsonb->>'state' END IN ('active', 'suspended')
            AND NOT EXISTS (SELECT 1 FROM issued_certificate i WHERE i.credential_id = b.id)) AS elsewhere,
         (SELECT count(*) FROM activation WHERE state IN ('draft', 'completed', 'issued') AND expires_at >= $1) AS activations`,
      [now],
    );
    const { containers = 0, keys = 0, certificates = 0, elsewhere = 0, activations = 0 } = figures ?? {};
    return {
      credentials: Object.fromEntries(states.map(({ state, count }) => [state, Number(count)])),
      containers: Number(containers),
      keys: Number(keys),
      certificates: Number(certificates),
      elsewhere: Number(elsewhere),
      activations: Number(activations),
    };
  }
}
