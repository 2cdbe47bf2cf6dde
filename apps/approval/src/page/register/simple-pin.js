/**
 * Whether a PIN is among those that are tried first: every digit the same step from the one before (000000, 123456,
 * 246802), or two or three digits again and again (121212, 123123). The SAM refuses these too; here it is said before
 * anything is registered.
 * @param {string} pin digits
 */
export function isSimple(pin) {
  const steps = Array.from(pin.slice(1), (digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  return new Set(steps).size === 1 || [2, 3].some((length) => pin.length % length === 0 && pin === pin.slice(0, length).repeat(pin.length / length));
}
