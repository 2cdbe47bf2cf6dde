/** What somebody tries. Numbers name one of two activations, and the client of one of them; an edition the SAD that is shown, where it need not be the newest. */
export type Step =
  | { readonly do: 'give'; readonly of: number; readonly kind: 'passkey' | 'oidc' | 'pin' }
  | { readonly do: 'issue'; readonly of: number; readonly by: number }
  | { readonly do: 'sign'; readonly of: number; readonly by: number; readonly wanted: readonly string[]; readonly edition?: number }
  | { readonly do: 'extend'; readonly of: number; readonly by: number; readonly document: string; readonly edition?: number }
  | { readonly do: 'abandon'; readonly of: number }
  | { readonly do: 'suspend' }
  | { readonly do: 'resume' }
  | { readonly do: 'wait'; readonly seconds: number };

export const DOCUMENTS = ['a', 'b', 'b'] as const;
/** What the client may choose beside them. */
export const CHOICE = 2;
/** Seconds. */
export const LIFETIMES = { draft: 600, sad: 300, session: 1_800 } as const;

interface One {
  state: 'draft' | 'completed' | 'issued' | 'over';
  given: ('passkey' | 'oidc' | 'pin')[];
  left: string[];
  choice: number;
  /** Of the SAD that counts. */
  edition: number;
  authenticatedAt: number;
  expiresAt: number;
}

/** What a plain reading of the design allows two activations of one credential, under `[['passkey'], ['oidc', 'pin']]`; far simpler than the SAM. */
export class ActivationModel {
  constructor(
    private now = 0,
    private isSuspended = false,
    private readonly all: readonly [One, One] = [fresh(), fresh()],
  ) {}

  /** Whether several steps may succeed one after the other. */
  allowsAll(steps: readonly Step[]): boolean {
    const copy = new ActivationModel(this.now, this.isSuspended, structuredClone(this.all));
    return steps.every((step) => copy.allows(step) && (copy.take(step), true));
  }

  /** Whether a step may succeed now. */
  allows(step: Step): boolean {
    if (!('of' in step)) return true;
    const { state, given, left, choice, edition, authenticatedAt, expiresAt } = this.one(step.of);
    if ('edition' in step && step.edition !== edition) return false;
    switch (step.do) {
      case 'give':
        return state === 'draft' && !this.isSuspended && this.now < LIFETIMES.draft && (given.length === 0 ? step.kind !== 'pin' : step.kind === 'pin');
      case 'issue':
        return state === 'completed' && step.by === step.of && this.now < authenticatedAt + LIFETIMES.session;
      case 'sign':
        return state === 'issued' && step.by === step.of && !this.isSuspended && this.now < expiresAt && contains(left, step.wanted);
      case 'extend':
        return state === 'issued' && step.by === step.of && !this.isSuspended && this.now < expiresAt && (choice > 0 || left.includes(step.document));
      case 'abandon':
        return true;
    }
  }

  /** The same steps, each with the SAD its client holds at this moment; the same step stays the same. */
  holding(steps: readonly Step[]): readonly Step[] {
    const held = new Map(steps.map((step) => [step, step.do === 'sign' || step.do === 'extend' ? { ...step, edition: this.one(step.of).edition } : step]));
    return steps.map((step) => held.get(step) ?? step);
  }

  /** Takes a step that succeeded. */
  take(step: Step): void {
    if (step.do === 'wait') this.now += step.seconds;
    if (step.do === 'suspend' || step.do === 'resume') this.isSuspended = step.do === 'suspend';
    if ('of' in step) this.advance(this.one(step.of), step);
  }

  private advance(one: One, step: Extract<Step, { of: number }>): void {
    switch (step.do) {
      case 'give':
        if (one.given.length === 0) one.authenticatedAt = this.now;
        one.given.push(step.kind);
        if (one.given[0] === 'passkey' || one.given.length === 2) one.state = 'completed';
        break;
      case 'issue':
        one.state = 'issued';
        one.expiresAt = Math.min(this.now + LIFETIMES.sad, one.authenticatedAt + LIFETIMES.session);
        break;
      case 'sign':
        for (const document of step.wanted) one.left.splice(one.left.indexOf(document), 1);
        break;
      case 'extend':
        if (one.choice > 0) one.left.push(step.document);
        one.choice = Math.max(0, one.choice - 1);
        one.edition += 1;
        one.expiresAt = Math.min(this.now + LIFETIMES.sad, one.authenticatedAt + LIFETIMES.session);
        break;
      case 'abandon':
        one.state = 'over';
        break;
    }
  }

  private one(place: number): One {
    const [first, second] = this.all;
    return place === 0 ? first : second;
  }
}

function fresh(): One {
  return { state: 'draft', given: [], left: [...DOCUMENTS], choice: CHOICE, edition: 1, authenticatedAt: 0, expiresAt: 0 };
}

function contains(left: readonly string[], wanted: readonly string[]): boolean {
  const rest = [...left];
  return wanted.every((document) => rest.includes(document) && rest.splice(rest.indexOf(document), 1).length === 1);
}
