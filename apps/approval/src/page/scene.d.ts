import type { Act } from './destination.js';
import type { Fragment } from './fragment.js';
import type { Language, Messages } from './messages.js';

/** The ways out of a view, and what ends whatever it began. */
export interface Ways {
  readonly carry: (act: Act) => void;
  readonly refuse: () => void;
  readonly announce: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/** What every view is drawn with: the language, identity's hints, the ways out, and what this page made for the request. */
export interface Scene {
  readonly language: Language;
  readonly locale: string;
  readonly say: Messages;
  readonly hints: Fragment;
  readonly ways: Ways;
  /** Base32, made for this visit. */
  readonly totpSecret: string;
}

/** What a view answers. */
export interface Shown {
  readonly documentTitle: string;
  readonly nodes: Node[];
}
