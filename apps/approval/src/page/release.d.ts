import type { StatementKey } from './statement.js';

/** What a release carries besides its code; the server writes this module when it starts (see the README). */
export declare const release: {
  readonly identityOrigin: string;
  readonly statementKeys: readonly StatementKey[];
};
