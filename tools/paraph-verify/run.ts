import {
  asIs,
  Findings,
  logWords,
  readProofFile,
  readWitness,
  Unreadable,
  verifyArchive,
  verifyEvidence,
  verifyReceipt,
  type ProofFile,
  type SeenHead,
  type SeenHeads,
  type Trust,
} from '@paraph/verifier';
import { statSync } from 'node:fs';
import { exits, type Exit } from './exit.ts';
import { FolderArchive } from './folder-archive.ts';
import { bytesOf, readGiven, witnessFile, type Given } from './given.ts';
import { languageOf, type Environment } from './language.ts';
import { inJson, inWords, isBeyondDoubt, type Verified } from './report.ts';
import { spokenWords } from './spoken-words.ts';

/** Where a run speaks. */
export interface Voice {
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** One line from its words to its exit. */
export async function run(line: readonly string[], { say, complain }: Voice, environment: Environment = {}): Promise<Exit> {
  const language = languageOf(line, environment);
  const { usage, seeHelp, notVerified } = spokenWords[language];
  try {
    const given = await readGiven(line);
    if (given === 'help') {
      say(usage);
      return exits.beyondDoubt;
    }
    const verified = await verifyAll(given);
    say(given.isJson ? inJson(verified, language) : inWords(verified, language));
    return isBeyondDoubt(verified) ? exits.beyondDoubt : exits.doubt;
  } catch (error) {
    // Whatever went wrong, nothing was verified: no failure of ours may look like a verdict.
    if (error instanceof Unreadable) complain(`${error.words[language]}${seeHelp}`);
    else complain(notVerified(error instanceof Error ? error.message : String(error)));
    return exits.unreadable;
  }
}

/** Everything that was given, each held against what else was given. */
async function verifyAll(given: Given): Promise<Verified[]> {
  const { trust, documents } = given;
  const folders = given.paths.filter(isFolder);
  const files = await Promise.all(given.paths.filter((path) => !isFolder(path)).map(readInput));
  const proofs = files.filter((one) => one.kind === 'proof');
  const witnesses = [...given.witnesses, ...files.flatMap((one) => (one.kind === 'witness' ? [one.name] : []))];

  const verified: Verified[] = [];
  for (const { name, file } of proofs) {
    const findings = new Findings();
    if (file.format === 'paraph-receipt') verifyReceipt(file, { trust, documents }, findings);
    else verifyEvidence(file, { trust, documents }, findings);
    for (const witness of witnesses) await compare(file, witness, { trust, findings });
    verified.push({ name, findings });
  }
  if (folders.length > 0) {
    const findings = new Findings();
    const seen = [...witnesses.map((name) => witnessHeads(name, trust, findings)), ...proofs.map(({ name, file }) => headsOf(name, file))];
    await verifyArchive(
      folders.map((folder) => new FolderArchive(folder)),
      { trust, witnesses: seen },
      findings,
    );
    verified.push({ name: folders.join(' '), findings });
  } else {
    for (const name of witnesses) verified.push({ name, findings: await verifyWitness(name, trust) });
  }
  return verified;
}

type Input = { readonly kind: 'proof'; readonly name: string; readonly file: ProofFile } | { readonly kind: 'witness'; readonly name: string };

async function readInput(name: string): Promise<Input> {
  const text = (await bytesOf(name)).toString('utf8');
  if (text.startsWith('{"format":"paraph-witness"')) return { kind: 'witness', name };
  return { kind: 'proof', name, file: readProofFile(text, name) };
}

async function verifyWitness(name: string, trust: Trust): Promise<Findings> {
  const findings = new Findings();
  for await (const _head of readWitness(witnessFile(name), trust, findings));
  return findings;
}

/** Heads that a witness has; those over more events than an archive has belong to what comes later. */
function witnessHeads(name: string, trust: Trust, findings: Findings): SeenHeads {
  return { by: name, heads: readWitness(witnessFile(name), trust, findings), beyond: 'open' };
}

function headsOf(name: string, { head, anchored }: ProofFile): SeenHeads {
  const heads: SeenHead[] = anchored && anchored.head.size !== head.size ? [head, anchored.head] : [head];
  return { by: name, heads, beyond: 'open' };
}

/** Whether the head of a file is one that a witness has. */
async function compare({ head }: ProofFile, witness: string, { trust, findings }: { readonly trust: Trust; readonly findings: Findings }): Promise<void> {
  // What is wrong with the witness file itself is said once, where it is verified.
  for await (const seen of readWitness(witnessFile(witness), trust, new Findings())) {
    if (seen.size !== head.size) continue;
    findings.decide(seen.root === head.root, { proven: logWords.witnessAgrees(seen.witnessedAt), doubt: logWords.witnessDiffers }, asIs(witness));
    return;
  }
  findings.leaveOpen(logWords.witnessSilent, asIs(witness));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
