import type { Policy } from '../../ports/policies.js';
import { refusedEvidence } from '../refused-evidence.js';

/** Longest PIN. */
const LONGEST = 12;

/** Whether a text could be a PIN at all, whatever the policy asks of new ones. */
export function isPin(text: string): boolean {
  return /^\d{4,12}$/.test(text);
}

/**
 * What a new PIN has to be: digits, as many as the policy asks, and none of those that people try first.
 *
 * @throws `evidence.invalid`
 */
export function requireGoodPin(text: string, { pin }: Pick<Policy, 'pin'>): void {
  if (!/^\d+$/.test(text) || text.length < pin.minimumLength || text.length > LONGEST) {
    throw refusedEvidence(`a PIN is ${pin.minimumLength} to ${LONGEST} digits`);
  }
  if (isOnePattern(text)) throw refusedEvidence('the PIN is one of those that are tried first');
}

// One digit throughout, or each one a fixed step from the last (123456, 654321, 246802); or a short group again and again (121212, 123123).
function isOnePattern(text: string): boolean {
  const digits = [...text].map(Number);
  const steps = digits.slice(1).map((digit, place) => (digit - (digits[place] ?? 0) + 10) % 10);
  if (new Set(steps).size === 1) return true;
  return [2, 3].some((length) => text.length % length === 0 && text.length > length && text === text.slice(0, length).repeat(text.length / length));
}
