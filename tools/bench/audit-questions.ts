import pg from 'pg';
import { Agent, request } from 'undici';
import { lookupLocalhost } from '../stack/localhost.ts';
import { clientOf, credentialOf, digestOf } from './audit-events.ts';
import type { BenchStack } from './bench-stack.ts';
import { percentile, rounded } from './figures.ts';

/** How fast the log answers an auditor, over HTTP, one question at a time. */
export interface QuestionFigures {
  readonly search: { readonly credentialP95Ms: number; readonly digestP95Ms: number; readonly timeP95Ms: number; readonly clientP95Ms: number };
  readonly proofP95Ms: number;
}

/** What a look at all of it found. */
interface LookFigures {
  readonly seconds: number;
  readonly faults: readonly unknown[];
  readonly databaseBytes: number;
}

const QUESTIONS = 200;
const LOOK_WITHIN_MS = 600_000;

/** Asks for different things each time, so that nothing is answered from what the last question left in memory. */
export async function askLog(
  bench: BenchStack,
  events: number,
  say: (line: string) => void,
): Promise<QuestionFigures & { readonly look: () => Promise<LookFigures> }> {
  const agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 60_000, headersTimeout: LOOK_WITHIN_MS });
  const authorization = `Bearer ${bench.secrets.read('auditor.token').trim()}`;
  const database = new pg.Client({ connectionString: bench.databaseUrl('audit') });
  await database.connect();
  const ask = async (path: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> => {
    const answer = await request(`${bench.origin('audit')}/audit/v1/${path}`, { method, headers: { authorization }, dispatcher: agent });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`audit refused ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  /** @param least events that each answer has, or what was measured is the search for nothing */
  const p95 = async (path: (random: number) => string, least: number): Promise<number> => {
    const took: number[] = [];
    for (let nth = 0; nth < QUESTIONS; nth += 1) {
      const asked = path(1_000 + Math.floor(Math.random() * (events - 1_000)));
      const begin = performance.now();
      const { events: found = [] } = (await ask(asked)) as { events?: readonly unknown[] };
      took.push(performance.now() - begin);
      if (found.length < least) throw new Error(`${asked} found ${found.length} events`);
    }
    say(
      `${path(0).split('&')[0]}: p50 ${rounded(percentile(took, 0.5))} ms, p95 ${rounded(percentile(took, 0.95))} ms, longest ${rounded(Math.max(...took))} ms`,
    );
    return rounded(percentile(took, 0.95));
  };
  const first = (await database.query<{ at: Date }>('SELECT occurred_at AS at FROM event WHERE position = 1000')).rows[0]?.at.getTime() ?? 0;
  const last = (await database.query<{ at: Date }>('SELECT max(latest) AS at FROM event_span')).rows[0]?.at.getTime() ?? 0;
  const hours = (random: number): string => {
    // As long as a dozen events take on average, somewhere in a year.
    const span = ((last - first) / events) * 50;
    const from = first + ((last - first) * random) / events / 1.2;
    return `from=${new Date(from).toISOString()}&to=${new Date(from + span).toISOString()}`;
  };
  const search = {
    credentialP95Ms: await p95((random) => `events?credential=${credentialOf(random)}&limit=100`, 1),
    digestP95Ms: await p95((random) => `events?digest=${digestOf(random - (random % 3))}`, 1),
    timeP95Ms: await p95((random) => `events?${hours(random)}&limit=100`, 0),
    clientP95Ms: await p95((random) => `events?actor=${clientOf(random)}&limit=100`, 1),
  };
  const proofP95Ms = await p95((random) => `proofs/inclusion?position=${random}`, 0);
  const look = async (): Promise<LookFigures> => {
    const begin = performance.now();
    const { faults } = (await ask('log-checks', 'POST')) as { faults: readonly unknown[] };
    const seconds = rounded((performance.now() - begin) / 1_000);
    const { rows } = await database.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
    await database.end();
    return { seconds, faults, databaseBytes: Number(rows[0]?.bytes) };
  };
  return { search, proofP95Ms, look };
}
