import type { Language } from '@paraph/kernel';
import type { AccountMessages } from './account/messages.js';
import type { FailureKind } from './failure-page.js';
import { en } from './messages.en.js';
import { fr } from './messages.fr.js';

/** A page's words that are only read. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a page says before a sign-in. */
export interface SignInWords {
  readonly title: string;
  readonly lead: (application: string) => string;
  readonly allowsHeading: string;
  readonly allows: readonly string[];
  readonly notSigning: string;
  readonly next: string;
  readonly proceed: string;
  readonly refuse: string;
}

/** What a page says to a signer who did everything that an enrolment asks. */
export interface EnrolmentEndWords {
  readonly title: string;
  readonly lead: string;
  readonly next: string;
  readonly unlinked: string;
}

/** Everything the pages say, in one language. */
export interface Messages {
  readonly language: string;
  readonly switchLanguage: string;
  readonly signIn: SignInWords;
  readonly signInToCreate: SignInWords;
  readonly unknownPerson: { readonly title: string; readonly lead: string; readonly advice: string; readonly back: string };
  readonly carry: { readonly title: string; readonly waiting: string; readonly empty: string; readonly noScript: string };
  readonly notices: Readonly<
    Record<'enrolmentRefused' | 'changeDone' | 'linkRefused' | 'linkDone' | 'proposalRefused' | 'proposalOpen' | 'proposalDone', Notice>
  >;
  readonly enrolmentDone: EnrolmentEndWords;
  readonly enrolmentPending: EnrolmentEndWords;
  readonly account: AccountMessages;
  readonly failure: {
    readonly titles: Readonly<Record<FailureKind, string>>;
    readonly texts: Readonly<Record<FailureKind, string>>;
    readonly clientError: string;
    readonly aftermath: string;
    readonly reference: string;
  };
}

/** The words of each language. */
export const messages: Readonly<Record<Language, Messages>> = { en, fr };
