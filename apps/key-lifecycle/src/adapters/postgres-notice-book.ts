import { newId } from '@paraph/kernel';
import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { NoticeBook, type Ending, type Letter, type LetterEnd, type NoticeDays } from '../domain/notices/notice-book.js';

interface EndingRow {
  readonly id: string;
  readonly signer_id: string;
  readonly subscriber_id: string;
  readonly valid_to: Date;
  readonly days: number;
}

interface LetterRow {
  readonly letter_id: string;
  readonly recipient: 'signer' | 'subscriber';
  readonly subscriber_id: string;
  readonly tries: number;
  readonly credential_ids: string[];
  readonly ends: Date[];
}

const ENDING = `
  SELECT c.id, c.signer_id, c.subscriber_id, c.valid_to, near.days
  FROM credential c CROSS JOIN LATERAL (
    SELECT min(days) AS days FROM unnest($2::integer[]) AS days
    WHERE c.valid_to <= $1::timestamptz + days * interval '24 hours' AND c.valid_to - c.valid_from >= 2 * days * interval '24 hours') near
  WHERE c.state = 'active' AND c.session_client_id IS NULL AND c.valid_to > $1 AND c.valid_to <= $1::timestamptz + $3::integer * interval '24 hours'
    AND near.days IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.credential_id = c.id AND n.valid_to = c.valid_to AND n.days = near.days)
  ORDER BY c.valid_to, c.id LIMIT $4`;

/** Of what was renewed, stopped or destroyed meanwhile, nobody has to be told any more. */
const DROP = `
  UPDATE notice n SET state = 'nobody'
  WHERE n.state = 'due' AND n.next_try_at <= $1
    AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.id = n.credential_id AND c.valid_to = n.valid_to AND c.state = 'active' AND c.valid_to > $1)`;

const WITHOUT_LETTER = `
  SELECT DISTINCT recipient, subscriber_id, CASE recipient WHEN 'signer' THEN credential_id END AS credential_id
  FROM notice WHERE state = 'due' AND letter_id IS NULL AND next_try_at <= $1 LIMIT $2`;

const NAME = `
  UPDATE notice SET letter_id = $1
  WHERE state = 'due' AND letter_id IS NULL AND recipient = $2 AND subscriber_id = $3 AND ($4::text IS NULL OR credential_id = $4)`;

const LETTERS = `
  SELECT letter_id, recipient, subscriber_id, max(tries)::integer AS tries,
    array_agg(credential_id ORDER BY valid_to, credential_id) AS credential_ids, array_agg(valid_to ORDER BY valid_to, credential_id) AS ends
  FROM notice WHERE state = 'due' AND letter_id IS NOT NULL AND next_try_at <= $1
  GROUP BY letter_id, recipient, subscriber_id ORDER BY min(next_try_at), letter_id LIMIT $2`;

/** Notices in PostgreSQL. */
export class PostgresNoticeBook extends NoticeBook {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'key-lifecycle'>,
  ) {
    super();
  }

  override async endingSoon(now: Date, { days }: NoticeDays, limit: number): Promise<readonly Ending[]> {
    const found = await rows<EndingRow>(this.database, ENDING, [now, days, Math.max(0, ...days), limit]);
    return found.map(({ id, signer_id: signerId, subscriber_id: subscriberId, valid_to: validTo, days: near }) => ({
      credentialId: id,
      signerId,
      subscriberId,
      validTo,
      days: near,
    }));
  }

  override async plan(endings: readonly Ending[], now: Date): Promise<void> {
    for (const { credentialId, signerId, subscriberId, validTo, days } of endings)
      await inTransaction(this.database, async (transaction) => {
        const made = await rows(
          transaction,
          `INSERT INTO notice (credential_id, valid_to, days, recipient, subscriber_id, state, next_try_at)
           SELECT $1, $2, $3, recipient, $4, 'due', $5 FROM unnest(ARRAY['signer', 'subscriber']) AS recipient ON CONFLICT DO NOTHING RETURNING recipient`,
          [credentialId, validTo, days, subscriberId, now],
        );
        if (made.length === 0) return;
        await this.outbox.record(transaction, {
          type: 'certificate-ending',
          actor: { kind: 'system', id: 'key-lifecycle' },
          outcome: 'success',
          recipient: signerId,
          particulars: { credentialId, validTo: validTo.toISOString(), days: String(days) },
        });
      });
  }

  override async letters(now: Date, limit: number): Promise<readonly Letter[]> {
    await this.database.query(DROP, [now]);
    const unnamed = await rows<{ recipient: string; subscriber_id: string; credential_id: string | null }>(this.database, WITHOUT_LETTER, [now, limit]);
    for (const { recipient, subscriber_id: subscriberId, credential_id: credentialId } of unnamed)
      await this.database.query(NAME, [newId('msg'), recipient, subscriberId, credentialId]);
    return (await rows<LetterRow>(this.database, LETTERS, [now, limit])).map(letterOf);
  }

  override async settle({ letterId }: Letter, end: LetterEnd): Promise<void> {
    const nextTryAt = end.state === 'due' ? end.nextTryAt : null;
    const sql = `UPDATE notice SET state = $2, tries = tries + 1, next_try_at = coalesce($3, next_try_at) WHERE letter_id = $1 AND state = 'due'`;
    await this.database.query(sql, [letterId, end.state, nextTryAt]);
  }
}

function letterOf({ letter_id: letterId, recipient, subscriber_id: subscriberId, tries, credential_ids: ids, ends }: LetterRow): Letter {
  const [credentialId = ''] = ids;
  if (recipient === 'signer') return { letterId, tries, recipient, credentialId };
  return { letterId, tries, recipient, subscriberId, certificates: ids.map((id, at) => ({ credentialId: id, validTo: ends[at] ?? new Date(0) })) };
}
