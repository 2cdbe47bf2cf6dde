const { default: Sequencer } = require('@jest/test-sequencer');

/** Last: what stops services, and what reads all that was logged until then. */
const LAST = ['asynchronous.e2e.ts', 'services-die.e2e.ts', 'secrets-in-logs.e2e.ts'];

/** First, longest first: with two workers, a long file at the end is waited for by one of them. */
const LONGEST = ['views.it.ts', 'evidence.it.ts', 'matrix.it.ts', 'page.it.ts', 'event-streams.it.ts', 'bench.it.ts', 'kill-sam.it.ts'];

module.exports = class extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const long = LONGEST.findIndex((name) => path.endsWith(`/${name}`));
      return long < 0 ? LAST.findIndex((name) => path.endsWith(name)) : long - LONGEST.length - 1;
    };
    return [...tests].sort((a, b) => place(a) - place(b) || a.path.localeCompare(b.path));
  }
};
