import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of each hash of an attempt, and the places it reserved, so that they can be burned when nobody works on it any more. */
export class SigningLedger1795305650000 implements MigrationInterface {
  readonly name = 'SigningLedger1795305650000';

  async up(runner: QueryRunner): Promise<void> {
    // An attempt of before does not say which places it reserved: those stay reserved, which is as good as burned.
    await runner.query(`ALTER TABLE signing_attempt ADD COLUMN places text NOT NULL DEFAULT '[]', ADD COLUMN results text`);
    await runner.query(`ALTER TABLE signing_attempt ALTER COLUMN places DROP DEFAULT`);
    await runner.query(`
      UPDATE signing_attempt SET results =
        CASE WHEN state = 'made'
          THEN (SELECT json_agg(json_build_object('state', 'signed', 'signature', one) ORDER BY place)
                FROM unnest(signatures) WITH ORDINALITY AS made (one, place))::text
          ELSE json_build_array(json_build_object('state', state, 'cause', coalesce(cause, '')))::text
        END
      WHERE state <> 'intended'`);
    await runner.query(`ALTER TABLE signing_attempt DROP COLUMN signatures, DROP COLUMN cause, DROP CONSTRAINT signing_attempt_state_check`);
    await runner.query(
      `ALTER TABLE signing_attempt ADD CONSTRAINT signing_attempt_state_check CHECK (state IN ('intended', 'made', 'partial', 'released', 'burned'))`,
    );
    await runner.query(`ALTER TABLE signing_attempt ADD CONSTRAINT signing_attempt_results CHECK ((state = 'intended') = (results IS NULL))`);
    await runner.query(`GRANT UPDATE (results) ON signing_attempt TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('what became of a part of an attempt has no place in the table of before');
  }
}
