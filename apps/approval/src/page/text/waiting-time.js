/** @typedef {'days' | 'hours' | 'minutes' | 'seconds'} Unit */

/** @type {readonly { unit: Unit, seconds: number }[]} */
const UNITS = [
  { unit: 'days', seconds: 86_400 },
  { unit: 'hours', seconds: 3_600 },
  { unit: 'minutes', seconds: 60 },
  { unit: 'seconds', seconds: 1 },
];

/**
 * A length of time in its two largest units, exactly where two are enough and rounded up where they are not, so
 * that nobody is told a time that is too short.
 * @param {number} seconds above 0
 * @returns {{ unit: Unit, amount: number }[]}
 */
export function waitingTime(seconds) {
  const first = UNITS.findIndex((one) => seconds >= one.seconds);
  const [large, small] = UNITS.slice(first, first + 2);
  if (!large) throw new Error('no time');
  if (!small) return [{ unit: large.unit, amount: seconds }];
  const amount = Math.floor(seconds / large.seconds);
  const rest = Math.ceil((seconds - amount * large.seconds) / small.seconds);
  if (rest * small.seconds === large.seconds) return [{ unit: large.unit, amount: amount + 1 }];
  return [{ unit: large.unit, amount }, ...(rest === 0 ? [] : [{ unit: small.unit, amount: rest }])];
}

/** The same in words. @param {number} seconds @param {import('../messages.js').Messages} say */
export function waitingWords(seconds, { common }) {
  return waitingTime(seconds)
    .map(({ unit, amount }) => common.units[unit](amount))
    .join(common.and);
}
