/** What was asked, as particulars of the event that tells so. */
export function askedParticulars(question: object): Record<string, string> {
  const asked = Object.entries<unknown>({ ...question }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(asked.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : String(value).slice(0, 2_000)]));
}
