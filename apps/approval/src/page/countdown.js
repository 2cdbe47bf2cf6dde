/** How long before the end a signer is told that little time is left, in seconds. */
const WARNING = 60;

/**
 * Watches the end of a request come nearer. Crossing the last minute counts once, whichever second is looked at: a
 * browser wakes the clock of a page in the background seldom.
 * @param {number} end Unix seconds
 */
export function countdown(end) {
  let warned = false;
  return {
    /** @param {Date} now @returns {'soon' | undefined} */
    look(now) {
      const left = end - now.getTime() / 1000;
      if (left > WARNING || warned) return undefined;
      warned = true;
      return 'soon';
    },
  };
}
