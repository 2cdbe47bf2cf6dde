import pg from 'pg';
import type { BenchStack } from './bench-stack.ts';
import { fillStatement } from './audit-events.ts';

/** Source of all events of the bench: none of its own runs in this stack. */
export const SOURCE = 'ca-connector';
/** Months that the log is spread over; the load falls into the last one. */
const MONTHS = 12;
/** Events of one statement. */
const STEP = 50_000;

/** A month to fill: `from` and `to` are positions, `made` are events before it. */
interface FilledMonth {
  readonly day: string;
  readonly from: number;
  readonly count: number;
  readonly made: number;
}

/** Fills the log as its owner, in bulk: texts, terms and leaf hashes as the service would have kept them. The tree is audit's own work, as is the head over all of it. */
export async function fillLog(bench: Pick<BenchStack, 'databaseUrl'>, events: number, say: (line: string) => void): Promise<void> {
  const connections = await Promise.all([0, 1].map(() => connect(bench.databaseUrl('audit'))));
  const [first] = connections;
  if (!first) return;
  try {
    const months = await takePlaces(first, events);
    const left = [...months];
    let done = 0;
    const work = async (database: pg.Client): Promise<void> => {
      for (let month = left.shift(); month; month = left.shift()) {
        await fillMonth(database, month);
        say(`${(done += month.count)} events in the log`);
      }
    };
    await Promise.all(connections.map(work));
    // As autovacuum would do it in its own time.
    await first.query('VACUUM (ANALYZE) event, event_text, event_term');
  } finally {
    await Promise.all(connections.map((one) => one.end()));
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const database = new pg.Client({ connectionString });
  await database.connect();
  return database;
}

/** Months to come: what is there already is of this one, and no month may come before it. What audit logs meanwhile stands behind. */
async function takePlaces(database: pg.Client, events: number): Promise<readonly FilledMonth[]> {
  await database.query('BEGIN');
  const { rows } = await database.query<{ size: string }>('SELECT size FROM event_log_size FOR UPDATE');
  const size = Number(rows[0]?.size);
  const months: FilledMonth[] = [];
  for (let nth = 0, made = 0; nth < MONTHS; nth += 1) {
    const until = Math.round((events * (nth + 1)) / MONTHS);
    const day = await database.query<{ day: string }>(`SELECT to_char(date_trunc('month', now()) + $1 * interval '1 month', 'YYYY-MM-DD') AS day`, [nth + 1]);
    const month = { day: day.rows[0]?.day ?? '', from: size + made, count: until - made, made };
    await database.query('SELECT make_month($1::date)', [month.day]);
    await database.query('INSERT INTO log_month (month, first) VALUES ($1, $2)', [month.day, month.from]);
    months.push(month);
    made = until;
  }
  await database.query('UPDATE event_log_size SET size = size + $1, month = $2', [events, months.at(-1)?.day]);
  await database.query('COMMIT');
  return months;
}

async function fillMonth(database: pg.Client, { day, from, count, made }: FilledMonth): Promise<void> {
  const { rows } = await database.query<{ step: string }>(`SELECT (interval '27 days' / greatest($1::int, 1))::text AS step`, [count]);
  // Its index is made at once at the end, which costs a fraction of one that grows with each row.
  const terms = `event_term_${day.slice(0, 7).replace('-', '_')}`;
  await database.query(`ALTER TABLE event_term DETACH PARTITION ${terms}`);
  await database.query(`DROP INDEX ${terms}_term_position_idx`);
  for (let within = 0; within < count; within += STEP) {
    const some = Math.min(STEP, count - within);
    await database.query(fillStatement(terms), [from + within, some, day, made + within + 1, `${day}T00:00:00Z`, rows[0]?.step, SOURCE, within]);
  }
  await database.query(`CREATE INDEX ON ${terms} (term, position)`);
  await database.query(`ALTER TABLE event_term ATTACH PARTITION ${terms} FOR VALUES IN ('${day}')`);
}
