const { default: Sequencer } = require('@jest/test-sequencer');

/** Last: what stops services, and what reads all that was logged until then. */
const LAST = ['asynchronous.e2e.ts', 'services-die.e2e.ts', 'secrets-in-logs.e2e.ts'];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => LAST.findIndex((name) => path.endsWith(name));
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
};
