import type { KeyAlgorithm } from '@paraph/kernel';
import type { Language } from '@paraph/kernel';
import type { FailureKind } from './failure-page.js';
import { en } from './messages.en.js';
import { fr } from './messages.fr.js';

/** Everything the pages say, in one language. */
export interface Messages {
  readonly language: string;
  readonly switchLanguage: string;
  readonly signIn: {
    readonly title: string;
    readonly lead: (application: string) => string;
    readonly allowsHeading: string;
    readonly allows: readonly string[];
    readonly notSigning: string;
    readonly next: string;
    readonly proceed: string;
    readonly refuse: string;
  };
  readonly unknownPerson: { readonly title: string; readonly lead: string; readonly advice: string; readonly back: string };
  readonly enrolment: {
    readonly title: string;
    readonly lead: string;
    readonly stepsHeading: string;
    readonly steps: readonly string[];
    readonly keyHeading: string;
    readonly thumbprint: string;
    readonly algorithm: string;
    readonly algorithms: Readonly<Record<KeyAlgorithm, string>>;
    readonly provider: string;
    readonly expiry: string;
    readonly termsHeading: (version: string) => string;
    readonly accept: string;
    readonly missing: string;
    readonly proceed: string;
    readonly declining: string;
  };
  readonly enrolmentDone: { readonly title: string; readonly lead: string; readonly next: string };
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
