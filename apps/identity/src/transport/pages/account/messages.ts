import type { BindingDescription } from '../../../domain/ports/sam.js';

type MeansKind = BindingDescription['means'][number]['kind'];
type Evidence = MeansKind | 'supervised-code';

/** What the page was last asked for could not be done, or was. */
export type Said = 'suspended' | 'impossible' | 'busy' | 'stale';

/** What the signer's own page says, in one language. */
export interface AccountMessages {
  readonly back: string;
  readonly signIn: { readonly title: string; readonly lead: string; readonly lines: readonly string[]; readonly proceed: string };
  readonly unknown: { readonly title: string; readonly lead: string; readonly advice: string };
  readonly signOut: string;
  readonly overview: {
    readonly title: string;
    readonly lead: string;
    readonly none: string;
    readonly open: (subject: string) => string;
    readonly forWhom: string;
  };
  readonly facts: {
    readonly state: string;
    readonly forWhom: string;
    readonly valid: string;
    readonly description: string;
    readonly promise: string;
    readonly between: (from: string, to: string) => string;
  };
  readonly states: Readonly<Record<'active' | 'suspended' | 'revoked' | 'expired' | 'other', string>>;
  readonly promises: Readonly<Record<BindingDescription['promise'], string>>;
  readonly means: {
    readonly title: string;
    readonly lead: string;
    readonly kinds: Readonly<Record<Evidence, string>>;
    readonly usable: string;
    readonly usableFrom: (moment: string) => string;
    readonly usableUntil: (moment: string) => string;
    readonly locked: string;
    readonly remove: string;
    readonly removeThis: (what: string) => string;
    readonly add: string;
    readonly addKinds: Readonly<Record<'passkey' | 'pin' | 'totp', string>>;
    readonly addNote: string;
  };
  readonly signatures: {
    readonly title: string;
    readonly none: string;
    readonly latest: (count: number) => string;
    readonly states: Readonly<Record<'draft' | 'completed' | 'issued' | 'abandoned', string>>;
    readonly by: string;
    readonly documents: (count: number, signed: number) => string;
    readonly unlabelled: string;
    readonly signed: string;
    readonly unsigned: string;
    readonly fingerprint: string;
  };
  readonly renew: {
    readonly title: string;
    readonly lead: string;
    readonly kinds: Readonly<Record<'renewal' | 'update' | 'rekey', { readonly lead: string; readonly button: string }>>;
  };
  readonly suspend: {
    readonly title: string;
    readonly lead: string;
    readonly button: string;
    readonly confirmTitle: string;
    readonly confirmLines: readonly string[];
    readonly confirm: string;
    readonly cancel: string;
  };
  readonly resume: { readonly title: string; readonly lead: string; readonly button: string };
  readonly absent: string;
  readonly said: Readonly<Record<Said, string>>;
}
