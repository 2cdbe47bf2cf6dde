import type { ArchiveFiles } from './archive-files.js';
import { ArchiveWalk } from './archive-walk.js';
import { readMonths, type ArchivedMonth } from './archived-month.js';
import { Unreadable, type Findings } from './findings.js';
import type { SeenHeads } from './log-walk.js';
import { chooseKey } from './proven-events.js';
import type { Trust } from './trust.js';

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
  if (!first) throw new Unreadable('no manifest of an archived month is there');
  const twice = months.find(({ manifest }, index) => months.some((one, other) => other > index && one.manifest.month === manifest.month));
  if (twice) throw new Unreadable(`${twice.manifest.month} is there twice: verify one copy of the archive at a time`);
  verifyOrder(months, findings);

  const walk = new ArchiveWalk(findings, chooseKey(first.manifest.key, trust, findings), months);
  for (const one of witnesses) await walk.holdAgainst(one);
  for (const month of months) await walk.month(month, trust);
  await walk.end();
}

/** Each month after the one before it, none left out. */
function verifyOrder(months: readonly ArchivedMonth[], findings: Findings): void {
  months.forEach(({ manifest, files }, index) => {
    const [where, before] = [`${files.name}, ${manifest.month}`, months[index - 1]];
    if (!before) {
      if (manifest.previous) findings.doubt(`${manifest.previous.month}, the month before it, is missing, and all that stands before`, where);
      else findings.demand(manifest.from === 0, 'it says that it is the first month, and does not begin with the first event', where);
    } else if (manifest.previous?.manifestSha256 !== before.digest) {
      const words = manifest.previous ? `the month before it, ${manifest.previous.month}, is missing or is another` : 'it does not name the month before it';
      findings.doubt(words, where);
    }
  });
}
