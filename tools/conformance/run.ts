import { Probe, type Setting } from './service/probe.ts';
import { NotApplicable, Unmet, type Statement, type Version } from './statement.ts';

/** What came of one statement in one version. */
export interface Outcome {
  readonly id: string;
  readonly version: Version;
  readonly result: 'pass' | 'fail' | 'not-applicable';
  /** Why it does not apply, what came instead of what was expected, or what a pass leaves open. */
  readonly reason: string;
  readonly ms: number;
}

/** What to run. */
export interface Run {
  readonly setting: Setting;
  readonly statements: readonly Statement[];
  readonly versions: readonly Version[];
  /** Told of each as it ends. */
  readonly told?: (outcome: Outcome) => void;
}

/**
 * Tries statements one after the other, those that wait for time to pass beside them. The last one is tried when all
 * others are through, since it looks back at them.
 */
export async function runStatements({ setting, statements, versions, told = () => undefined }: Run): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const probes = versions.map((version) => new Probe(version, setting));
  const note = async (statement: Statement, probe: Probe): Promise<void> => {
    const outcome = await attempt(statement, probe);
    outcomes.push(outcome);
    told(outcome);
  };
  const pairs = (chosen: readonly Statement[]) => chosen.flatMap((statement) => probes.map((probe) => ({ statement, probe })));
  const last = statements.filter(({ id }) => id === LOOKS_BACK);
  const rest = statements.filter(({ id }) => id !== LOOKS_BACK);

  const waiting = Promise.all(pairs(rest.filter(({ waits }) => waits)).map(({ statement, probe }) => note(statement, probe)));
  for (const { statement, probe } of pairs(rest.filter(({ waits }) => !waits))) await note(statement, probe);
  await waiting;
  for (const { statement, probe } of pairs(last)) await note(statement, probe);
  return outcomes.sort((one, other) => one.id.localeCompare(other.id) || one.version.localeCompare(other.version));
}

const LOOKS_BACK = 'CSC-190';

async function attempt(statement: Statement, probe: Probe): Promise<Outcome> {
  const { id, versions, check } = statement;
  const { version } = probe;
  if (!versions.includes(version)) return { id, version, result: 'not-applicable', reason: `a statement about ${versions.join(', ')}`, ms: 0 };
  const began = performance.now();
  const ended = (result: Outcome['result'], reason: string): Outcome => ({ id, version, result, reason, ms: Math.round(performance.now() - began) });
  try {
    return ended('pass', (await check(probe)) ?? '');
  } catch (error) {
    if (error instanceof NotApplicable) return ended('not-applicable', error.message);
    if (error instanceof Unmet) return ended('fail', error.message);
    return ended('fail', `expected an answer to look at, got ${error instanceof Error ? error.message : String(error)}`);
  }
}
