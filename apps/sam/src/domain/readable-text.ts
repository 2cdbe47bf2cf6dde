/** Control, format and other characters that hide or reorder text. */
const UNREADABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;

/** Whether a name is one that people can read as it is: in a certificate, or as that of the application that asks. */
export function isReadable(text: string): boolean {
  return !UNREADABLE.test(text);
}

/** A stranger's text as an event may carry it: control characters and half surrogates would keep it out of the audit log. */
export function storableText(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, '\uFFFD');
}
