import { toHex, fromBase64 } from '../../../apps/approval/src/page/encoding.js';
import { describeStatement, type ApprovalView } from '../../../apps/approval/src/page/activation/model.js';
import { destinations } from '../../../apps/approval/src/page/destination.js';
import { readRequest, type ReadRequest } from '../../../apps/approval/src/page/request.js';
import type { StatementKey } from '../../../apps/approval/src/page/statement.js';
import type { Tab } from './tab.ts';

/** What the person expects to be asked for; anything else is not approved. */
export interface Expectation {
  /** Base64, in order. */
  readonly hashes?: readonly string[];
  /** In order. */
  readonly labels?: readonly string[];
}

/** The approval page as a person without a screen sees it: its own modules, its own keys, its own ways out. */
export interface ShownRequest extends ReadRequest {
  /** What an activation's signer reads. */
  readonly view: ApprovalView | undefined;
  /** Where the page's carry page posts the signer's act. */
  readonly actAddress: string;
  readonly refuse: string | undefined;
}

/** Does what the page does in a browser: takes the release that this origin serves, and verifies the statement in the address. */
export async function openApprovalPage(tab: Tab, url: URL): Promise<ShownRequest> {
  const release = await loadRelease(tab, url.origin);
  const request = await readRequest(url.hash, { keys: release.statementKeys, now: new Date() });
  const { verified, hints } = request;
  const ways = destinations(release.identityOrigin, verified.kind, { jti: verified.statement.jti, uid: hints.uid });
  const carried = new URL(ways.carry(verified.challenge, { kind: 'accept' }));
  return {
    ...request,
    view: verified.kind === 'activation' ? describeStatement(verified, 'en') : undefined,
    actAddress: `${carried.origin}${carried.pathname.replace(/carry$/, 'act')}`,
    // Outside an application's request the refusal is carried like any act.
    refuse: hints.uid === undefined ? undefined : ways.refuse(verified.challenge),
  };
}

/** Compares what is shown with what the person wanted to sign. */
export function compare({ verified }: ShownRequest, { hashes, labels }: Expectation): void {
  const documents = documentsOf(verified);
  if (documents === undefined) throw new Error(`the approval page shows a ${verified.kind}, not documents`);
  const shownHashes = documents.map(({ hash }) => hex(hash));
  if (hashes && shownHashes.join() !== hashes.map(hex).join()) {
    throw new Error(`the approval page shows other hashes than expected: ${shownHashes.join(', ')}`);
  }
  const shownLabels = documents.map(({ label }) => label);
  if (labels && JSON.stringify(shownLabels) !== JSON.stringify(labels)) {
    throw new Error(`the approval page shows other labels than expected: ${JSON.stringify(shownLabels)}`);
  }
}

/** What is signed: of an activation, or of a key that is made for one session. */
function documentsOf(verified: ShownRequest['verified']) {
  if (verified.kind === 'activation') return verified.statement.documents;
  return verified.kind === 'enrolment' ? verified.statement.session?.documents : undefined;
}

function hex(base64: string): string {
  const bytes = fromBase64(base64);
  if (!bytes) throw new Error(`not a Base64 hash: ${base64}`);
  return toHex(bytes);
}

interface Release {
  readonly identityOrigin: string;
  readonly statementKeys: readonly StatementKey[];
}

async function loadRelease(tab: Tab, origin: string): Promise<Release> {
  const loaded = await tab.open(`${origin}/release.js`);
  const json = loaded.kind === 'page' && loaded.status === 200 ? /^export const release = (\{.*\});\s*$/s.exec(loaded.html)?.[1] : undefined;
  if (json === undefined) throw new Error(`${origin}/release.js is not the release of an approval page`);
  return JSON.parse(json) as Release;
}
