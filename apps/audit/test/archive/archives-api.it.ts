import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveManifest, receipt } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import { Metrics } from '@paraph/platform';
import { OpenSsl, OpenSslTsa, startNats, TsaServer, type TestNats } from '@paraph/testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditDatabases } from '../audit-database.js';
import { auditSettings } from '../audit-settings.js';
import { AUDITOR_TOKEN, startAudit, until, type RunningAudit } from '../running-audit.js';
import { SignedLog } from '../signed-log.js';

interface Answered {
  readonly archives: readonly {
    readonly month: string;
    readonly isSealed: boolean;
    readonly checks: readonly { readonly target: string; readonly isWhole: boolean }[];
  }[];
  readonly waiting: number;
}

const openssl = new OpenSsl();
const tsa = new OpenSslTsa(openssl, 'outside');
const server = new TsaServer(tsa);
const folder = mkdtempSync(join(tmpdir(), 'paraph-archive-'));
let databases: AuditDatabases;
let nats: TestNats;
let signed: SignedLog;
let audit: RunningAudit;

beforeAll(async () => {
  const url = await server.listen();
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  const database = await databases.fresh();
  signed = new SignedLog(database);
  await signed.grow(20);
  await databases.asOwnerOfAudit(`SELECT begin_month_of('2150-01-01')`);
  await signed.grow(1);
  await signed.sign();
  const { proofs, archive } = auditSettings(AUDITOR_TOKEN);
  audit = await startAudit(nats, database, {
    proofs: {
      ...proofs,
      key: signed.jwk,
      authorities: [{ name: 'outside', url, anchors: [tsa.anchor], policy: undefined }],
      witnessFiles: [join(folder, 'heads.jsonl')],
      witnessSeconds: 1,
    },
    archive: { ...archive, directory: join(folder, 'archive'), mirror: join(folder, 'mirror') },
  });
});
afterAll(async () => {
  await audit.stop();
  server.close();
  openssl.remove();
  await Promise.all([databases.stop(), nats.stop()]);
  rmSync(folder, { recursive: true });
});

const ask = async (method: 'GET' | 'POST', path: string): Promise<{ status: number; body: unknown }> => {
  const answer = await audit.app.inject({ method, url: `/audit/v1/${path}`, headers: { authorization: `Bearer ${AUDITOR_TOKEN}` } });
  return { status: answer.statusCode, body: answer.json() };
};
const archives = async () => (await ask('GET', 'archives')).body as Answered;
/** Here nobody signs for the SAM: a head over what has come since is the test's. */
const withHeads = (isSo: () => Promise<boolean>) =>
  until(async () => {
    if ((await signed.heads.logSize()) > ((await signed.heads.last())?.size ?? 0)) await signed.sign();
    return isSo();
  });

describe('a month that is over', () => {
  it('is archived, time-stamped, signed by the log, checked and shown', async () => {
    // The rounds' own first turn may come before or behind this.
    expect((await ask('POST', 'archives')).status).toBe(201);
    await until(async () => (await archives()).archives.length === 1);
    const month = (await archives()).archives[0]?.month ?? '';
    await withHeads(async () => {
      const { archivedMonthPosition } = await findArchived();
      return archivedMonthPosition !== undefined && ((await signed.heads.last())?.size ?? 0) > archivedMonthPosition;
    });
    expect((await ask('POST', 'anchors')).body).toEqual({ anchorings: [{ authority: 'outside', outcome: expect.stringMatching(/^(?:anchored|unchanged)$/) }] });
    await until(async () => {
      await ask('POST', 'archives');
      return (await archives()).archives[0]?.isSealed === true;
    });

    const { manifest } = (await ask('GET', `archives/${month}/manifest`)).body as { manifest: string };
    expect(archiveManifest.parse(JSON.parse(manifest))).toMatchObject({ month, from: 0, to: 21 });
    expect(manifest).toBe(readFileSync(join(folder, 'archive', `${month}.manifest.json`), 'utf8'));
    const { receipt: text } = (await ask('GET', `archives/${month}/receipt`)).body as { receipt: string };
    const proof = receipt.parse(JSON.parse(text));
    expect(proof.events[0]?.leaf).toContain(sha256Hex(manifest));
    expect(proof.anchored?.anchors[0]?.authority).toBe('outside');

    expect((await ask('POST', `archives/${month}/checks`)).status).toBe(201);
    await until(async () => (await archives()).archives[0]?.checks.length === 2);
    expect((await archives()).archives[0]?.checks).toMatchObject([
      { target: 'directory', isWhole: true },
      { target: 'mirror', isWhole: true },
    ]);
    expect((await archives()).waiting).toBe(0);
    expect(await ask('GET', 'archives/2149-01')).toMatchObject({ status: 404, body: { code: 'archive.unknown' } });
    const text2 = await audit.app.get(Metrics).text();
    expect(text2).toMatch(/^paraph_audit_archive_copies_damaged\{[^}]*\} 0$/m);
    expect(text2).toMatch(/^paraph_audit_witness_contradicted\{[^}]*\} 0$/m);
  });

  it('has its heads in the witness file', async () => {
    const last = (await signed.heads.last())?.size ?? 0;
    await until(async () => readFileSync(join(folder, 'heads.jsonl'), 'utf8').includes(`"size":${last},`));
    const { anchors } = (await ask('GET', 'anchors')).body as { anchors: readonly { size: number; authority: string }[] };
    expect(anchors[0]).toMatchObject({ authority: 'outside' });
  });
});

async function findArchived(): Promise<{ archivedMonthPosition: number | undefined }> {
  const [found] = await signed.log.read({ type: 'month-archived' }, { after: -1, limit: 1 });
  return { archivedMonthPosition: found?.position };
}
