import { createHash } from 'node:crypto';

/** How many clients, signers and credentials take part: the log of a busy month, in which a client has very many events and a credential some. */
const CLIENTS = 200;
const SIGNERS = 5_000;
export const CREDENTIALS = 20_000;

/** An identifier that is the same whenever it is asked for, and as random as real ones: in SQL below and here. */
export function nameOf(prefix: string, number: number): string {
  return `${prefix}_${digest(`${prefix}${number}`).slice(0, 22)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** A digest that was signed by the event of a number. */
export const digestOf = (number: number): string => digest(`document${number}`);

export const clientOf = (number: number): string => nameOf('cli', number % CLIENTS);
export const credentialOf = (number: number): string => nameOf('cred', number % CREDENTIALS);

/** The text of an event as the outbox writes it, with a number of its own over all sources. */
export function eventText(number: number, at: { readonly source: string; readonly sequence: number; readonly occurredAt: string }): string {
  const { source, sequence, occurredAt } = at;
  return JSON.stringify({
    sequence,
    id: nameOf('evt', number),
    source,
    type: 'certificate-issued',
    occurredAt,
    actor: { kind: 'client', id: clientOf(number) },
    outcome: 'success',
    particulars: {
      credentialId: credentialOf(number),
      signerId: nameOf('sgn', number % SIGNERS),
      activationId: nameOf('act', Math.floor(number / 4)),
      authority: 'the authority of the bench',
      reason: 'a text of the length that such a text has in the log of a real installation, word for word',
    },
    ...(number % 3 === 0 && { digests: [digestOf(number)] }),
    correlationId: nameOf('corr', Math.floor(number / 8)),
  });
}

// Written out and not as functions, which would cost ten times what they do.
const digestIn = (text: string): string => `rtrim(translate(encode(sha256((${text})::bytea), 'base64'), '+/', '-_'), '=')`;
const keyIn = (text: string): string => `encode(substr(sha256((${text})::bytea), 1, 16), 'hex')::uuid`;
const name = (prefix: string, number: string): string => `'${prefix}_' || left(${digestIn(`'${prefix}' || (${number})`)}, 22)`;

/**
 * SQL: so many events behind the last one ($1 the first position, $2 how many, $3 their month, $4 the first number in the sequence of their source, $5 when
 * the first happened, $6 how much later each next one, $7 their source, $8 how many of that month there are), with texts, terms and leaf hashes, as the log keeps them.
 *
 * @param terms the partition of their month's terms
 */
export const fillStatement = (terms: string): string => `
  WITH named AS (
    SELECT n, $1::bigint + n - 1 AS position, $4::bigint + n - 1 AS sequence, $5::timestamptz + $6::interval * ($8::int + n) AS at,
      ${name('evt', '$1::bigint + n - 1')} AS id, ${name('cli', `($1::bigint + n - 1) % ${CLIENTS}`)} AS client,
      ${name('cred', `($1::bigint + n - 1) % ${CREDENTIALS}`)} AS credential, ${name('sgn', `($1::bigint + n - 1) % ${SIGNERS}`)} AS signer,
      ${name('act', '($1::bigint + n - 1) / 4')} AS activation, ${name('corr', '($1::bigint + n - 1) / 8')} AS correlation,
      CASE WHEN ($1::bigint + n - 1) % 3 = 0 THEN ${digestIn(`'document' || ($1::bigint + n - 1)`)} END AS digest
    FROM generate_series(1, $2::int) AS n
  ), written AS (
    SELECT named.*, '{"sequence":' || sequence || ',"id":"' || id || '","source":"' || $7::text || '","type":"certificate-issued","occurredAt":"'
      || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","actor":{"kind":"client","id":"' || client
      || '"},"outcome":"success","particulars":{"credentialId":"' || credential || '","signerId":"' || signer || '","activationId":"' || activation
      || '","authority":"the authority of the bench","reason":"a text of the length that such a text has in the log of a real installation, word for word"}'
      || coalesce(',"digests":["' || digest || '"]', '') || ',"correlationId":"' || correlation || '"}' AS body
    FROM named
  ), logged AS (
    INSERT INTO event (position, id, source, sequence, type, occurred_at, received_at, outcome, leaf_hash, month)
    SELECT position, id, $7::text, sequence, 'certificate-issued', date_trunc('milliseconds', at), at, 'success', sha256('\\x00'::bytea || convert_to(body, 'UTF8')), $3::date
    FROM written
  ), texts AS (INSERT INTO event_text (month, position, body) SELECT $3::date, position, body FROM written)
  INSERT INTO ${terms} (month, position, term)
  SELECT $3::date, position, ${keyIn('term')} FROM written,
    unnest(ARRAY[client, credential, signer, activation, correlation, digest]) AS term WHERE term IS NOT NULL`;
