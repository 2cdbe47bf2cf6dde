import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which keys were made for a container: few among all enrolments. */
export class ContainedKeys1795400001100 implements MigrationInterface {
  readonly name = 'ContainedKeys1795400001100';

  async up(runner: QueryRunner): Promise<void> {
    const container = `substring(draft from '"containerId":"(ctr_[A-Za-z0-9_-]{22})"')`;
    await runner.query(`CREATE INDEX enrolment_container ON enrolment (${container}) WHERE NOT is_renewal AND ${container} IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX enrolment_container`);
  }
}
