import pg from 'pg';
import { z } from 'zod';
import { credentialStates } from '@paraph/contracts';
import type { BenchStack } from '../bench/bench-stack.ts';

export type CredentialState = (typeof credentialStates)[number];

/** What is stored of every credential, in both databases. */
export interface Rows {
  /** Of key-lifecycle, by identifier. */
  readonly credentials: ReadonlyMap<
    string,
    {
      readonly state: CredentialState;
      /** A step was begun and not ended. */ readonly isUnderWay: boolean;
      /** The one it takes the place of. */ readonly replaces?: string | undefined;
    }
  >;
  readonly enrolments: readonly { readonly credentialId: string; readonly keyId: string; readonly state: string }[];
  /** State of the SAM's binding record, by credential. */
  readonly bindings: ReadonlyMap<string, string>;
  /** Wrapped keys of signers. */
  readonly keys: ReadonlySet<string>;
}

const credentialRow = z.object({ id: z.string(), state: z.enum(credentialStates), under_way: z.boolean(), replaces_id: z.string().nullable() });
const enrolmentRow = z.object({ credential_id: z.string(), key_id: z.string(), state: z.string() });
const bindingRow = z.object({ id: z.string(), state: z.string() });
const keyRow = z.object({ key_id: z.string() });

/** Reads both databases as their owners; neither service is asked. */
export async function readRows(bench: BenchStack): Promise<Rows> {
  const credentials = await select(
    bench,
    'key_lifecycle',
    credentialRow,
    `SELECT id, state, replaces_id, (state = 'keyed' AND evidence_digest IS NOT NULL) OR (deletion_change_id IS NOT NULL AND state <> 'destroyed')
       OR EXISTS (SELECT 1 FROM renewal WHERE credential_id = credential.id AND state IN ('accepted', 'certified')) AS under_way FROM credential`,
  );
  const enrolments = await select(bench, 'sam', enrolmentRow, `SELECT credential_id, draft::jsonb ->> 'keyId' AS key_id, state FROM enrolment`);
  const bindings = await select(bench, 'sam', bindingRow, `SELECT id, body::jsonb ->> 'state' AS state FROM trust_record WHERE kind = 'binding'`);
  const keys = await select(bench, 'sam', keyRow, `SELECT key_id FROM signing_key WHERE purpose = 'signer'`);
  return {
    credentials: new Map(
      credentials.map(({ id, state, under_way: isUnderWay, replaces_id: replaces }) => [id, { state, isUnderWay, replaces: replaces ?? undefined }]),
    ),
    enrolments: enrolments.map(({ credential_id: credentialId, key_id: keyId, state }) => ({ credentialId, keyId, state })),
    bindings: new Map(bindings.map(({ id, state }) => [id, state])),
    keys: new Set(keys.map(({ key_id: keyId }) => keyId)),
  };
}

async function select<Row>(bench: BenchStack, database: string, row: z.ZodType<Row>, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: bench.databaseUrl(database) });
  await client.connect();
  try {
    return z.array(row).parse((await client.query(sql)).rows);
  } finally {
    await client.end();
  }
}
