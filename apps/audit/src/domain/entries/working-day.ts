const DAY_MS = 86_400_000;

/** The working day that something belongs to in a time zone: its own, or the Monday after a weekend. Days are counted from 1970-01-01. */
export function workingDay(moment: Date, timeZone: string): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
  const day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
  // 1970-01-01 was a Thursday.
  const weekday = (day + 4) % 7;
  return day + (weekday === 6 ? 2 : weekday === 0 ? 1 : 0);
}
