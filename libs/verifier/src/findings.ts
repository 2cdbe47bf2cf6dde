/** How far a statement goes: it is proven, it is in doubt, or it is something that these files cannot show and do not claim. */
export type Weight = 'proven' | 'doubt' | 'open';

/** One statement about what was verified, in plain words. */
export interface Finding {
  readonly weight: Weight;
  readonly text: string;
  /** The place it is about: a file, a position of the log, a number in a source's sequence. */
  readonly where?: string;
}

/** The input is not what can be verified at all: not a doubt about it, no answer. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Doubts that are told one by one; of more, only how many. */
const MOST_DOUBTS = 100;

/** What a verification says. It is beyond doubt only if something was proven and nothing is in doubt. */
export class Findings {
  readonly #all: Finding[] = [];
  #doubts = 0;
  #proven = 0;

  prove(text: string, where?: string): void {
    this.#proven += 1;
    this.#add('proven', text, where);
  }

  doubt(text: string, where?: string): void {
    this.#doubts += 1;
    if (this.#doubts <= MOST_DOUBTS) this.#add('doubt', text, where);
  }

  /** Says what nobody can tell from these files, so that nobody takes silence for proof. */
  leaveOpen(text: string, where?: string): void {
    this.#add('open', text, where);
  }

  /** Proves one statement or doubts with another; answers which. */
  decide(isSo: boolean, words: { readonly proven: string; readonly doubt: string }, where?: string): boolean {
    if (isSo) this.prove(words.proven, where);
    else this.doubt(words.doubt, where);
    return isSo;
  }

  /** Doubts only: for what goes without saying where it is right. */
  demand(isSo: boolean, doubt: string, where?: string): boolean {
    if (!isSo) this.doubt(doubt, where);
    return isSo;
  }

  get all(): readonly Finding[] {
    const more = this.#doubts - MOST_DOUBTS;
    return more > 0 ? [...this.#all, { weight: 'doubt', text: `and ${more} more doubts` }] : [...this.#all];
  }

  get doubts(): number {
    return this.#doubts;
  }

  get isBeyondDoubt(): boolean {
    return this.#doubts === 0 && this.#proven > 0;
  }

  #add(weight: Weight, text: string, where: string | undefined): void {
    this.#all.push({ weight, text, ...(where === undefined ? {} : { where }) });
  }
}
