import { fromBase64Url } from '@paraph/kernel';
import { refusedEvidence } from '../../domain/evidence/refused-evidence.js';

/**
 * Refuses what was made inside a frame of another site (WebAuthn Level 3, 5.8.1): the person saw that site's page around
 * ours. The library lets both members pass at registration, and a frame that does not name its top origin always.
 */
export function requireOwnPage(clientDataJSON: string): void {
  const data = read(clientDataJSON);
  if (!data) throw refusedEvidence('the client data cannot be read');
  if (data['crossOrigin'] !== undefined && data['crossOrigin'] !== false) throw refusedEvidence('made inside a page of another origin');
  if (data['topOrigin'] !== undefined) throw refusedEvidence('made below a page of another origin');
}

function read(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64Url(text);
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
