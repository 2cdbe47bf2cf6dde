/** The whole conformance suite against the stack of the tests: every statement in both versions, and a thousand malformed requests. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runMalformed, type MalformedReport } from '../tools/conformance/malformed/run-malformed.ts';
import { runStatements, type Outcome } from '../tools/conformance/run.ts';
import { prepareSandbox, type Prepared } from '../tools/conformance/sandbox/prepare.ts';
import { Wire } from '../tools/conformance/service/wire.ts';
import { statements } from '../tools/conformance/statements/all.ts';
import { noteSecret } from './harness/secrets-seen.ts';
import { state } from './harness/stack.ts';

const versions = ['v1', 'v2'] as const;
/** What does not apply to the trial's stack; whatever else does not apply has lost its fixture. */
const NOT_HERE = /^a statement about|is not https$|signDoc is not offered$|has no oauth2Servers$|challenge comes in the answer$/;
let prepared: Prepared;
let outcomes: Outcome[];
const wire = new Wire();

beforeAll(async () => {
  prepared = await prepareSandbox(state);
  outcomes = await runStatements({ setting: { ...prepared, wire }, statements, versions });
  for (const secret of wire.secrets) noteSecret(secret);
}, 180_000);

describe('every statement', () => {
  it('was tried in both versions', () => {
    expect(outcomes).toHaveLength(2 * statements.length);
  });

  it('holds where it applies', () => {
    expect(outcomes.filter(({ result }) => result === 'fail')).toEqual([]);
  });

  it('applies, but for what this stack does not have', () => {
    expect(outcomes.filter(({ result, reason }) => result === 'not-applicable' && !NOT_HERE.test(reason))).toEqual([]);
  });
});

describe('a thousand malformed requests', () => {
  let report: MalformedReport;
  beforeAll(async () => {
    report = await runMalformed({ setting: { ...prepared, wire }, versions, count: 1_000, seed: 20_261_121 });
  }, 120_000);

  it('are each refused in JSON, soon and with a status that says so', () => {
    expect(report.wrong).toEqual([]);
  });

  it('do not make the gateway grow', () => {
    expect([report.hasGrown, report.text]).toEqual([false, expect.stringContaining('memory of the gateway')]);
  });
});
