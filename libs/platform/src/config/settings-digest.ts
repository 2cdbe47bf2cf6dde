import { Secret, sha256Hex } from '@paraph/kernel';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ConfigOf, ConfigShape, ServiceConfig } from './service-config.js';

/** Where a process of a service listens is its own, and no change of how the service works. */
const OF_ONE_PROCESS: ReadonlySet<string> = new Set(['HTTP_HOST', 'HTTP_PORT', 'TLS_CERTIFICATE_FILE', 'TLS_KEY_FILE']);

/**
 * SHA-256 over the settings that a process works by, defaults among them: of a file what it says, not where it lies. Secrets are left out, so that nobody
 * can try guesses of them. It tells that settings were changed, and not which (AUD-01).
 */
export function settingsDigest<Shape extends ConfigShape>(
  { prefix, shape }: ServiceConfig<Shape>,
  values: ConfigOf<Shape>,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const lines = Object.entries(shape).flatMap(([area, settings]) =>
    Object.entries(settings).flatMap(([name, one]) => {
      if (OF_ONE_PROCESS.has(one.key) || holdsSecret(values[area]?.[name])) return [];
      const text = environment[prefix + one.key] ?? one.fallback;
      return text === undefined ? [] : [[one.key, one.file && text !== '' ? digestOfFiles(text) : text]];
    }),
  );
  return sha256Hex(Buffer.from(JSON.stringify(lines.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)))));
}

/** Of a file what it says; of a folder, such as that of policies, what each file in it says, by its place. */
function digestOfFiles(path: string): string {
  try {
    if (!statSync(path).isDirectory()) return sha256Hex(readFileSync(path));
    const files = readdirSync(path, { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
    const places = files.map((one) => join(one.parentPath, one.name));
    return sha256Hex(Buffer.from(JSON.stringify(places.map((place) => [relative(path, place), sha256Hex(readFileSync(place))]).sort())));
  } catch {
    // What the setting itself did not mind is no reason not to start.
    return 'unreadable';
  }
}

function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsSecret);
}
