/** Semantics of EN 319 412-1 section 5.1.4: three letters of a scheme (or two and a colon), the country, a hyphen, the reference. */
export function isOrganisationIdentifier(text: string): boolean {
  return /^(?:(?:VAT|NTR|PSD)[A-Z]{2}|LEIXG|[A-Z]{2}:[A-Z]{2})-[^\s-].{0,100}$/.test(text);
}
