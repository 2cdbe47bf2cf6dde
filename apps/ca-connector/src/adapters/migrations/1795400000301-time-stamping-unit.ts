import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The certificate of the time-stamping unit is published beside those of the authorities. */
export class TimeStampingUnit1795400000301 implements MigrationInterface {
  readonly name = 'TimeStampingUnit1795400000301';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE published_authority DROP CONSTRAINT published_authority_authority_check`);
    await runner.query(`ALTER TABLE published_authority ADD CONSTRAINT published_authority_authority_check CHECK (authority IN ('root', 'issuing', 'tsa'))`);
  }

  async down(): Promise<void> {
    throw new Error('what was published is not taken back');
  }
}
