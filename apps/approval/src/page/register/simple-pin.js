/** Whether a PIN is among those that are tried first: one digit throughout, or digits in a row. @param {string} pin digits */
export function isSimple(pin) {
  const steps = Array.from(pin.slice(1), (digit, index) => Number(digit) - Number(pin[index]));
  const [first] = steps;
  return first !== undefined && Math.abs(first) <= 1 && steps.every((step) => step === first);
}
