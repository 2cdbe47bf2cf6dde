import { logWords } from './words/log-words.js';
import type { Words } from './words/words.js';

/** How far a statement goes: it is proven, it is in doubt, or it is something that these files cannot show and do not claim. */
export type Weight = 'proven' | 'doubt' | 'open';

/** One statement about what was verified, in plain words. */
export interface Finding {
  readonly weight: Weight;
  readonly words: Words;
  /** The place it is about: a file, a position of the log, a number in a source's sequence. */
  readonly place?: Words;
  /** The words in English, and so for the place. */
  readonly text: string;
  readonly where?: string;
}

/** The input is not what can be verified at all: not a doubt about it, no answer. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(readonly words: Words) {
    super(words.en);
  }
}

/** Doubts that are told one by one; of more, only how many. */
const MOST_DOUBTS = 100;

/** What a verification says. It is beyond doubt only if something was proven and nothing is in doubt. */
export class Findings {
  readonly #all: Finding[] = [];
  #doubts = 0;
  #proven = 0;

  prove(words: Words, place?: Words): void {
    this.#proven += 1;
    this.#add('proven', words, place);
  }

  doubt(words: Words, place?: Words): void {
    this.#doubts += 1;
    if (this.#doubts <= MOST_DOUBTS) this.#add('doubt', words, place);
  }

  /** Says what nobody can tell from these files, so that nobody takes silence for proof. */
  leaveOpen(words: Words, place?: Words): void {
    this.#add('open', words, place);
  }

  /** Proves one statement or doubts with another; answers which. */
  decide(isSo: boolean, words: { readonly proven: Words; readonly doubt: Words }, place?: Words): boolean {
    if (isSo) this.prove(words.proven, place);
    else this.doubt(words.doubt, place);
    return isSo;
  }

  /** Doubts only: for what goes without saying where it is right. */
  demand(isSo: boolean, doubt: Words, place?: Words): boolean {
    if (!isSo) this.doubt(doubt, place);
    return isSo;
  }

  get all(): readonly Finding[] {
    const more = this.#doubts - MOST_DOUBTS;
    return more > 0 ? [...this.#all, finding('doubt', logWords.moreDoubts(more))] : [...this.#all];
  }

  get doubts(): number {
    return this.#doubts;
  }

  get isBeyondDoubt(): boolean {
    return this.#doubts === 0 && this.#proven > 0;
  }

  #add(weight: Weight, words: Words, place: Words | undefined): void {
    this.#all.push(finding(weight, words, place));
  }
}

function finding(weight: Weight, words: Words, place?: Words): Finding {
  return { weight, words, text: words.en, ...(place === undefined ? {} : { place, where: place.en }) };
}
