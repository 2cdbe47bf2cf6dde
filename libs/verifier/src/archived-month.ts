import { archiveManifest, receipt, type ArchiveManifest } from '@paraph/contracts';
import { fromBase64Url, sha256Hex } from '@paraph/kernel';
import { Frontier } from '@paraph/merkle';
import type { ArchiveFiles } from './archive-files.js';
import { Findings, Unreadable } from './findings.js';
import type { PlacedEvent } from './proven-events.js';
import { verifyReceipt } from './receipt.js';
import { readJson, readShape } from './strict-json.js';
import type { Trust } from './trust.js';
import { archiveWords, unreadable } from './words/archive-words.js';
import { places } from './words/places.js';
import { asIs, listed } from './words/words.js';

/** One month as its manifest describes it. */
export interface ArchivedMonth {
  readonly files: ArchiveFiles;
  readonly manifest: ArchiveManifest;
  /** SHA-256 of the manifest's bytes, hexadecimal. */
  readonly digest: string;
  /** The event that the month was archived, as its receipt proves it. */
  readonly archived: (PlacedEvent & { readonly leaf: string }) | undefined;
}

/** Reads what manifests say of months, and verifies that each is the one that the log archived. */
export async function readMonths(files: ArchiveFiles, trust: Trust, findings: Findings): Promise<ArchivedMonth[]> {
  const names = await files.list();
  const months: ArchivedMonth[] = [];
  for (const name of names.filter((one) => /^\d{4}-\d{2}\.manifest\.json$/.test(one)).sort())
    months.push(await readMonth(files, name, { names, trust, findings }));
  const described = new Set(months.map(({ manifest }) => manifest.month));
  for (const name of names) {
    const [, month] = /^(\d{4}-\d{2})\.(?:jsonl\.gz|receipt\.json)$/.exec(name) ?? [];
    if (month !== undefined && !described.has(month)) findings.doubt(archiveWords.manifestMissing, asIs(`${files.name}, ${month}`));
  }
  return months;
}

interface Reading {
  readonly names: readonly string[];
  readonly trust: Trust;
  readonly findings: Findings;
}

async function readMonth(files: ArchiveFiles, name: string, { names, trust, findings }: Reading): Promise<ArchivedMonth> {
  const text = await files.text(name);
  const manifest = readShape(readJson(text, name), archiveManifest, name);
  const [digest, where] = [sha256Hex(text), asIs(`${files.name}, ${manifest.month}`)];
  findings.demand(name === `${manifest.month}.manifest.json`, archiveWords.otherName, where);
  const receiptName = `${manifest.month}.receipt.json`;
  if (!names.includes(receiptName)) {
    findings.doubt(archiveWords.receiptMissing, where);
    return { files, manifest, digest, archived: undefined };
  }
  const receiptFile = readShape(readJson(await files.text(receiptName), receiptName), receipt, receiptName);
  const about = new Findings();
  const [placed] = verifyReceipt(receiptFile, { trust, documents: [] }, about);
  for (const { weight, words, place } of about.all) if (weight === 'doubt') findings.doubt(words, listed(where, places.receipt, ...(place ? [place] : [])));
  const said = placed?.event.particulars;
  const isSigned =
    about.doubts === 0 &&
    said?.['month'] === manifest.month &&
    said['manifestSha256'] === digest &&
    said['from'] === `${manifest.from}` &&
    said['to'] === `${manifest.to}`;
  findings.decide(
    isSigned,
    {
      proven: archiveWords.manifestProven(manifest.month, manifest.from, manifest.to - 1),
      doubt: archiveWords.otherManifest,
    },
    where,
  );
  const [event] = receiptFile.events;
  return { files, manifest, digest, archived: placed && event && isSigned ? { ...placed, leaf: event.leaf } : undefined };
}

/** What a month stands on: the subtrees of everything before it. @throws Unreadable */
export function frontierOf({ manifest, files }: ArchivedMonth): Frontier {
  try {
    return new Frontier(
      manifest.from,
      manifest.frontier.map((one) => fromBase64Url(one) ?? new Uint8Array()),
    );
  } catch {
    throw new Unreadable(unreadable.otherSubtrees(`${files.name}, ${manifest.month}`));
  }
}
