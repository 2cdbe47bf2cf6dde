/** A public key that statements are verified with: P-256, ES256. */
export interface StatementKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

/** What the page has to know and must not be told by a visitor's address. */
export interface Release {
  readonly identityOrigin: string;
  readonly statementKeys: readonly StatementKey[];
}

/**
 * The release as an ES module, `release.js`. A module rather than a document to fetch: the page needs no right to open
 * connections (`connect-src` stays `'none'`), and its code does not run at all where its keys did not arrive.
 */
export function releaseModule({ identityOrigin, statementKeys }: Release): string {
  const keys = statementKeys.map(({ kty, crv, x, y, kid }) => ({ kty, crv, x, y, kid }));
  return `export const release = ${JSON.stringify({ identityOrigin, statementKeys: keys }, undefined, 2)};\n`;
}
