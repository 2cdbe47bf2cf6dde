import { Secret } from '@paraph/kernel';
import { readConfig, type ConfigOf } from '@paraph/platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditConfig } from '../src/audit.config.js';

export type AuditSettings = ConfigOf<(typeof auditConfig)['shape']>;

/** The settings of a test: those that are set by whoever starts the process, and what holds when nothing is said. */
export function auditSettings(token: string, changes: Partial<AuditSettings> = {}): AuditSettings {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-audit-'));
  try {
    const file = join(folder, 'value');
    writeFileSync(file, token);
    const settings = readConfig(auditConfig, {
      AUDIT_HTTP_PORT: '1',
      AUDIT_BUS_URL: 'tls://127.0.0.1:1',
      AUDIT_BUS_CA_FILE: file,
      AUDIT_BUS_NKEY_FILE: file,
      AUDIT_DATABASE_URL_FILE: file,
      AUDIT_TOKEN_FILE: file,
    });
    return { ...settings, auditor: { token: new Secret(token) }, ...changes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
