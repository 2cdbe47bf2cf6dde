import type { ArchiveFiles } from './archive-files.js';
import { ArchiveWalk } from './archive-walk.js';
import { readMonths, type ArchivedMonth } from './archived-month.js';
import { Unreadable, type Findings } from './findings.js';
import type { SeenHeads } from './log-walk.js';
import { chooseKey } from './proven-events.js';
import type { Trust } from './trust.js';
import { archiveWords, unreadable } from './words/archive-words.js';
import { asIs } from './words/words.js';

/** What an archive is verified with beside its own files. */
export interface ArchiveContext {
  readonly trust: Trust;
  /** Heads that others have: of a witness, of receipts. */
  readonly witnesses: readonly SeenHeads[];
}

/**
 * Verifies archived months, as many as there are: each is signed by the log itself (its receipt), whole (size, digest, every leaf, every head,
 * every time-stamp), and goes on where the month before it ended, down to the first event of the log.
 */
export async function verifyArchive(places: readonly ArchiveFiles[], { trust, witnesses }: ArchiveContext, findings: Findings): Promise<void> {
  const months = (await Promise.all(places.map((files) => readMonths(files, trust, findings))))
    .flat()
    .sort((one, other) => one.manifest.from - other.manifest.from);
  const [first] = months;
  if (!first) throw new Unreadable(unreadable.noManifest);
  const twice = months.find(({ manifest }, index) => months.some((one, other) => other > index && one.manifest.month === manifest.month));
  if (twice) throw new Unreadable(unreadable.monthTwice(twice.manifest.month));
  verifyOrder(months, findings);

  const walk = new ArchiveWalk(findings, chooseKey(first.manifest.key, trust, findings), months);
  for (const one of witnesses) await walk.holdAgainst(one);
  for (const month of months) await walk.month(month, trust);
  await walk.end();
}

/** Each month after the one before it, none left out. */
function verifyOrder(months: readonly ArchivedMonth[], findings: Findings): void {
  months.forEach(({ manifest, files }, index) => {
    const [where, before] = [asIs(`${files.name}, ${manifest.month}`), months[index - 1]];
    if (!before) {
      if (manifest.previous) findings.doubt(archiveWords.beforeMissing(manifest.previous.month), where);
      else findings.demand(manifest.from === 0, archiveWords.notFirst, where);
    } else if (manifest.previous?.manifestSha256 !== before.digest) {
      findings.doubt(manifest.previous ? archiveWords.otherBefore(manifest.previous.month) : archiveWords.noneBefore, where);
    }
  });
}
