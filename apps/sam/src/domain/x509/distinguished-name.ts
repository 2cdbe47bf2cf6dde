/** The attributes a name of ours may hold, as RFC 4514 spells them. */
export const nameAttributes = ['C', 'O', 'organizationIdentifier', 'OU', 'CN', 'SN', 'givenName', 'serialNumber'] as const;
export type NameAttribute = (typeof nameAttributes)[number];

/** A name as it stands in a certificate: one attribute for each relative name, most general first. */
export type DistinguishedName = readonly { readonly attribute: NameAttribute; readonly value: string }[];

/** The name as text, most specific first (RFC 4514 section 2). */
export function nameText(name: readonly { readonly attribute: string; readonly value: string }[]): string {
  return name
    .map(({ attribute, value }) => `${attribute}=${escapeValue(value)}`)
    .reverse()
    .join(',');
}

/** RFC 4514 section 2.4. */
function escapeValue(value: string): string {
  return value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}
