import type { Cryptoki } from './cryptoki.js';
import type { SessionSource } from './session-pool.js';
import { omissionsOf, type AnyTokenFamily } from './token-family.js';
import { trialsOf, tryOut, weaknessesOf, type Finding } from './token-trials.js';
import { TrialHand } from './trial-hand.js';

/**
 * Tries what the SAM needs, and the attacks that a token must refuse, before anything is entrusted to it: what a token
 * says of itself is not believed (KEY-07). Answers where it falls short, for the trial profile to say and the qualified one
 * to refuse.
 *
 * @throws `hsm.refused` for a token that lets keys be read, computes wrongly, or cannot do what cannot be done without
 */
export function examine(cryptoki: Cryptoki, family: AnyTokenFamily, sessions: SessionSource): readonly string[] {
  const trials = trialsOf(family, 'start');
  return [...weaknessesOf(trials, tryOut(trials, inSessions(cryptoki, family, sessions)), needsOf(family)), ...omissionsOf(family)];
}

/** Gives each trial a session of its own, since one that saw a refusal is not used again. */
export function inSessions(cryptoki: Cryptoki, family: AnyTokenFamily, sessions: SessionSource): (run: (hand: TrialHand) => Finding) => Finding {
  return (run) => {
    const session = sessions.open();
    try {
      return run(new TrialHand(cryptoki, session, family));
    } finally {
      sessions.close(session);
    }
  };
}

/** What a token of this family cannot be used without. */
export function needsOf({ keeps }: AnyTokenFamily): readonly string[] {
  return ['p256', ...(keeps === 'wrapped-keys' ? ['wrapped-keys', 'mac-keys', 'agreement', 'public-keys'] : [])];
}
