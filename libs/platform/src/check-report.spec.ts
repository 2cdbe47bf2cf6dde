import { describe, expect, it } from '@jest/globals';
import { checkReport } from './check-report.js';

describe('the report of a checked configuration', () => {
  it('is one line where there was nothing to try', () => {
    expect(checkReport('audit', [])).toEqual({ text: 'audit: configuration is complete\n', exitCode: 0 });
  });

  it('has a line for each thing, and ends well only if all is well', () => {
    const well = { what: 'answers', isWell: true };
    expect(checkReport('ca', [well])).toEqual({ text: 'ca: configuration is complete\n  well     answers\n', exitCode: 0 });
    const { text, exitCode } = checkReport('ca', [well, { what: 'is fresh', isWell: false, problem: 'no' }, { what: 'is whole', isWell: false }]);
    expect([text.split('\n').slice(2), exitCode]).toEqual([['  PROBLEM  is fresh: no', '  PROBLEM  is whole: it did not work', ''], 1]);
  });

  it('lets nobody else write a line', () => {
    const { text } = checkReport('ca', [{ what: 'CN=x', isWell: false, problem: 'no\n  well     everything\u001b[2J' }]);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toContain('\u001b');
  });
});
