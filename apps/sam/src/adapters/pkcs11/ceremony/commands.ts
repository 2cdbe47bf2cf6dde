import { fromBase64, sha256Hex, toBase64 } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { shortCheck } from '../key-checks.js';
import { cancelCarrying, offerToCarry, packKeys, receiveKeys } from './carry.js';
import { offerFingerprint, readOffer, readParcel, writeCarryFile } from './carry-files.js';
import { readCensusFile } from './census-file.js';
import type { BookEntry, CeremonyAct, CeremonyBook } from './ceremony-book.js';
import { holdCeremony, type CeremonyOrder } from './ceremony.js';
import { addGeneration, destroyGeneration } from './generations.js';
import { initialiseToken } from './officer.js';
import { entryOf, readTokenState } from './token-state.js';
import { isTranscriptOf, withTranscriptKey } from './transcript-key.js';

/** The words of one command, beside the token that all have. */
export interface CommandWords {
  readonly book: CeremonyBook | undefined;
  readonly now: Date;
  /** An option that the command cannot do without. @throws Error naming it */
  need(option: string): string;
  /** An option that is given once for each person. */
  all(option: string): readonly string[];
  /** Says a line to whoever started the command, before its last one. */
  say(line: object): void;
  /** Lines that whoever started the command says, until there are no more. */
  heard(): AsyncIterable<string>;
}

type Command = (order: CeremonyOrder, words: CommandWords) => Promise<object>;
type About = Pick<BookEntry, 'people' | 'particulars'>;

/** Writes what was done, with what the token holds now, and answers it for the screen. */
async function recorded(act: CeremonyAct, order: CeremonyOrder, { book, now }: CommandWords, about: About = {}): Promise<BookEntry> {
  const entry = entryOf(act, await readTokenState(order), { at: now.toISOString(), ...about });
  book?.write(entry);
  return entry;
}

/** A token that was made before the book began is written down as it is. */
async function recordOnce(order: CeremonyOrder, words: CommandWords, made: readonly string[]): Promise<void> {
  const { token } = await readTokenState(order);
  const isKnown = words.book?.read().some((one) => one.token.serial === token.serial) ?? true;
  if (made.length > 0 || !isKnown) await recorded('prepared', order, words, { particulars: { made: made.join(' ') } });
}

/** Every command of the ceremony by its name; each can be repeated after a cut. */
export const commands: Readonly<Record<string, Command>> = {
  initialise: async (order) => ({ label: order.label, made: await initialiseToken(order) }),

  prepare: async (order, words) => {
    const summary = await holdCeremony(order);
    if (words.book !== undefined) await recordOnce(order, words, summary.made);
    return summary;
  },

  describe: async (order, { book }) => {
    const { token, checks } = await readTokenState(order);
    const generations = [...checks.keks].map(([generation, check]) => ({
      generation,
      check: shortCheck(check),
      ...(book && { heldBy: book.holders(generation) }),
    }));
    return { token, generations, mac: checks.mac && shortCheck(checks.mac) };
  },

  'add-generation': async (order, words) => {
    const generation = Number(words.need('generation'));
    const { made, warnings } = await addGeneration(order, generation);
    if (!made) return { made, generation, warnings };
    return { made, warnings, ...(await recorded('generation-made', order, words, { particulars: { generation: String(generation) } })) };
  },

  'destroy-generation': async (order, words) => {
    const generation = Number(words.need('generation'));
    const check = (await readTokenState(order)).checks.keks.get(generation);
    const census = readCensusFile(words.need('census'));
    await destroyGeneration(order, { generation, census, now: words.now });
    if (check === undefined) return { destroyed: false, generation, stillHeldBy: words.book?.holders(generation) };
    const particulars = { generation: String(generation), check: shortCheck(check), census: census.body };
    const entry = await recorded('generation-destroyed', order, words, { particulars });
    return { destroyed: true, ...entry, stillHeldBy: words.book?.holders(generation) };
  },

  'carry-offer': async (order, words) => {
    const { offer, fingerprint } = await offerToCarry(order);
    writeCarryFile(words.need('offer'), offer);
    const entry = await recorded('transport-made', order, words, { particulars: { fingerprint } });
    return { ...entry, fingerprint, next: 'take the file to the source; two people type this fingerprint there' };
  },

  'carry-pack': async (order, words) => {
    const offer = readOffer(words.need('offer'));
    const parcelFile = words.need('parcel');
    const { parcel, people, fingerprint } = await packKeys(order, { offer, approvedBy: words.all('approved-by') });
    writeCarryFile(parcelFile, parcel);
    const particulars = { to: `${offer.target.label} ${offer.target.serial}`, offer: offerFingerprint(offer), keys: fingerprint };
    const entry = await recorded('keys-packed', order, words, { people: [...people], particulars });
    return { ...entry, fingerprint, next: 'take the parcel to the target; two people type this fingerprint there' };
  },

  'carry-open': async (order, words) => {
    const parcel = readParcel(words.need('parcel'));
    const { people, generations } = await receiveKeys(order, { parcel, approvedBy: words.all('approved-by') });
    const particulars = { from: `${parcel.source.label} ${parcel.source.serial}`, generations: generations.join(' ') };
    return recorded('keys-received', order, words, { people: [...people], particulars });
  },

  'carry-cancel': async (order, words) => {
    const removed = await cancelCarrying(order);
    return removed === 0 ? { removed } : { removed, ...(await recorded('carrying-cancelled', order, words)) };
  },

  // The page for people holds the certificate before it is signed, so certificate and signatures are asked for in turn while the key lives.
  'sign-transcript': async (order, words) => {
    const about = { ceremonyId: words.need('ceremony-id'), digest: sha256Hex(readFileSync(words.need('transcript'))), now: words.now };
    const certificate = await withTranscriptKey(order, about, async (signer) => {
      words.say({ certificate: toBase64(signer.certificate), mac: signer.mac, digest: about.digest });
      for await (const line of words.heard()) words.say({ signature: toBase64(await signer.sign(digestToSign.parse(JSON.parse(line)).digest)) });
      return sha256Hex(signer.certificate);
    });
    const particulars = { ceremony: about.ceremonyId, transcript: about.digest, certificate };
    return recorded('transcript-signed', order, words, { particulars });
  },

  'check-transcript': async (order, words) => {
    const { certificate, mac } = transcriptSeal.parse(JSON.parse(readFileSync(words.need('seal'), 'utf8')));
    const digest = sha256Hex(readFileSync(words.need('transcript')));
    return { digest, isOfThisToken: await isTranscriptOf(order, { digest, certificate, mac }) };
  },
};

const bytes = z.base64().transform((text) => fromBase64(text) ?? new Uint8Array());
const digestToSign = z.strictObject({ digest: bytes });
const transcriptSeal = z.object({ certificate: bytes, mac: z.string() });

/** Commands whose record must not be missing: copies of keys are counted (KEY-10). */
export const recordedCommands: readonly string[] = [
  'add-generation',
  'destroy-generation',
  'carry-offer',
  'carry-pack',
  'carry-open',
  'carry-cancel',
  'sign-transcript',
];
