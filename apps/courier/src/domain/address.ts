import type { MessageChannel } from '@paraph/contracts';

/** A number as ITU-T E.164 writes it: the country's code first, fifteen digits at most. */
const NUMBER = /^\+[1-9]\d{6,14}$/;

/** RFC 5321 section 4.5.3.1: what stands before the `@` has 64 octets at most, and the whole has 254. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;

// The unquoted forms of RFC 5321 section 4.1.2 only: what needs quotes, comments or another alphabet has no place in a header.
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

/** Whether a text is a telephone number in international form, with nothing around it. */
export function isPhoneNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** Whether a text is one e-mail address, with no name and nothing around it. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(0, at));
  return text.length <= LONGEST_ADDRESS && local.length <= LONGEST_LOCAL_PART && LOCAL_PART.test(local) && DOMAIN.test(text.slice(at + 1));
}

/** What an address has to be, by the way a message goes. */
export const isAddressFor: Readonly<Record<MessageChannel, (text: string) => boolean>> = { sms: isPhoneNumber, email: isEmailAddress };
