import type { Assertion, EvidenceKind, Registration } from '@paraph/contracts';
import type { Person } from './login.ts';

/** A passkey as the robot uses it: in software, answering whatever it is asked. */
export interface Passkey {
  readonly id: string;
  register(challenge: Uint8Array): Extract<Registration, { kind: 'passkey' }>;
  assert(challenge: Uint8Array): Assertion;
}

/** A person with the means they hold, and the combination they choose where the page offers several. */
export interface SigningPerson extends Person {
  readonly passkey?: Passkey;
  readonly pin?: string;
  /** The secret of the authenticator app, Base32; made at the enrolment where it is not given. */
  totpSecret?: string;
  /** The step of the last code shown: an app's code serves once, so the next one is waited for. */
  totpStep?: number;
  /** Reads the code that was sent to this person last. */
  readonly readCode?: () => Promise<string>;
  /** Combination of kinds to use, in any order; otherwise the first the person can give. */
  readonly choose?: readonly EvidenceKind[];
  /** A supervising person, for supervised codes. */
  readonly supervisor?: { readonly approverId: string; readonly passkey: Passkey };
}

/** Kinds the person can give. An account at the provider, everybody has. */
export function canGive(person: SigningPerson, kind: EvidenceKind): boolean {
  switch (kind) {
    case 'oidc':
      return true;
    case 'passkey':
      return person.passkey !== undefined;
    case 'one-time-code':
      return person.readCode !== undefined;
    case 'supervised-code':
      return person.readCode !== undefined && person.supervisor !== undefined;
    case 'pin':
      return person.pin !== undefined;
    case 'totp':
      return person.totpSecret !== undefined;
    case 'order':
      return false;
  }
}
