import type { Unit } from './dashboards.ts';

/** What the numbers of a query are, read from the query alone: a panel that says another unit would be read wrongly. */
export function unitOf(query: string): Unit {
  if (/\)\s*\/\s*\(/.test(query)) return 'percentunit';
  if (/^histogram_quantile\(/.test(query)) return /_seconds_bucket/.test(query) ? 's' : 'none';
  if (/\brate\(/.test(query)) return /_seconds_total/.test(query) ? 'percentunit' : 'cps';
  if (/_end_seconds\) - time\(\)$/.test(query) || /_end_seconds/.test(query)) return / - time\(\)$/.test(query) ? 's' : 'none';
  if (/_seconds\b/.test(query)) return 's';
  if (/_bytes\b/.test(query)) return 'bytes';
  return 'none';
}
