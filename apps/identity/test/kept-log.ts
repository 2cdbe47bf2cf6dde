import { inspect } from 'node:util';
import { Log } from '@paraph/platform';

/** A log whose every line is kept, errors with all that is in them: stricter than what the real one writes. */
export class KeptLog extends Log {
  readonly lines: string[] = [];

  constructor() {
    super('identity', process.env['TEST_LOG'] ?? 'silent');
  }

  override debug(event: string, fields: object = {}): void {
    this.keep(event, fields);
    super.debug(event, { ...fields });
  }

  override info(event: string, fields: object = {}): void {
    this.keep(event, fields);
    super.info(event, { ...fields });
  }

  override warn(event: string, fields: object = {}): void {
    this.keep(event, fields);
    super.warn(event, { ...fields });
  }

  override error(event: string, error: unknown, fields: object = {}): void {
    this.keep(event, { ...fields, error });
    super.error(event, error, { ...fields });
  }

  private keep(event: string, fields: object): void {
    this.lines.push(`${event} ${inspect(fields, { depth: 12, maxStringLength: null, maxArrayLength: null, breakLength: Infinity })}`);
  }
}
